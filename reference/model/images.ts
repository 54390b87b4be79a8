import { setTimeout as wait } from 'node:timers/promises'
import type { ImageOperation } from '../operation.ts'
import { jsonReply } from '../replies.ts'
import type { Reply } from '../serve.ts'
import { draw, type Wanted } from './draw.ts'
import { type Flaw, flawed } from './flaws.ts'
import { type Encoded, type Form, readForm } from './form.ts'
import { decodeInputs, type PictureField, pictureParts } from './inputs.ts'
import { checkNames, type Limits, promptOf, type Settings, settingsOf } from './parameters.ts'
import type { PictureFormat } from './picture.ts'
import { missing, Refusal, userError } from './refusal.ts'
import { streamPictures } from './stream.ts'
import { type Quality, usageOf } from './usage.ts'

/** The image model as one vendor runs it. */
export interface ModelOptions {
  readonly vendor: 'azure' | 'openai'
  readonly limits: Limits
  /** Names under which several pictures may come: Azure takes both, OpenAI refuses a repeated `image`. */
  readonly severalAs: readonly PictureField[]
  readonly editsTakeJson: boolean
  /** Milliseconds from a request to its pictures. Refusals come at once, as from the real one. */
  readonly latencyMs: number
  /** Milliseconds between two events of a stream at least. */
  readonly shortestStepMs: number
  readonly flaws: readonly Flaw[]
}

/** A prompt that holds this is refused by the content filter. */
const FILTERED_PROMPT = '[content-filter]'

/** Reads a request for pictures as the model does, and draws them or refuses. */
export async function answerImages(operation: ImageOperation, sent: Encoded, options: ModelOptions): Promise<Reply> {
  try {
    const form = await readForm(operation, sent, options.editsTakeJson)
    const settings = checked(operation, form, options)
    const honest = await order(operation, form, settings, options)
    const wanted = flawed(honest, operation, options.flaws)
    const described = describe(honest, settings)
    if (settings.get('stream') === true) {
      return streamPictures(wanted, described, Number(settings.get('partial_images') ?? 0), options)
    }
    const [pictures] = await Promise.all([drawAll(wanted), wait(options.latencyMs)])
    return jsonReply(200, {
      created: Math.floor(Date.now() / 1000),
      background: described.background,
      data: pictures.map((picture) => ({ b64_json: picture.toString('base64') })),
      output_format: described.output_format,
      quality: described.quality,
      size: described.size,
      usage: usageOf(wanted, described.quality),
    })
  } catch (error) {
    if (error instanceof Refusal) return jsonReply(400, { error: error.error })
    throw error
  }
}

/** A request that says nowhere which model is to draw: what cannot be read is refused for that, the rest for the model. */
export async function answerWithoutModel(operation: ImageOperation, sent: Encoded, editsTakeJson: boolean): Promise<Reply> {
  const refusal = await readForm(operation, sent, editsTakeJson).then(
    () => missing('model'),
    (error: unknown) => error,
  )
  if (refusal instanceof Refusal) return jsonReply(400, { error: refusal.error })
  throw refusal
}

/** In the order in which the API finds faults: names, prompt, pictures, then the other values; files are decoded last. */
function checked(operation: ImageOperation, form: Form, { limits, severalAs, vendor }: ModelOptions): Settings {
  checkNames(operation, form)
  const prompt = promptOf(form)
  if (operation === 'edits') pictureParts(form, severalAs)
  const settings = settingsOf(operation, form, limits)
  if (prompt.includes(FILTERED_PROMPT)) throw contentFiltered(vendor)
  return settings
}

async function order(operation: ImageOperation, form: Form, settings: Settings, options: ModelOptions): Promise<Wanted> {
  const parts = operation === 'edits' ? pictureParts(form, options.severalAs) : { images: [], mask: null }
  const { images, mask } = await decodeInputs(parts.images, parts.mask, SUPPORT[options.vendor])
  const [width = 1024, height = 1024] = sizeOf(settings).split('x').map(Number)
  return {
    operation,
    subject: 'as-asked',
    prompt: promptOf(form),
    count: Number(settings.get('n') ?? 1),
    width,
    height,
    format: formatOf(settings),
    compression: Number(settings.get('output_compression') ?? 100),
    background: settings.get('background') === 'transparent' ? 'transparent' : 'opaque',
    inputs: images,
    mask,
  }
}

/** The settings as an answer names them, `auto` decided. */
export interface Described {
  readonly size: string
  readonly quality: Quality
  readonly background: string
  readonly output_format: string
}

function describe({ background }: Wanted, settings: Settings): Described {
  const quality = settings.get('quality')
  return {
    size: sizeOf(settings),
    quality: quality === 'low' || quality === 'medium' ? quality : 'high',
    background,
    output_format: formatOf(settings),
  }
}

function sizeOf(settings: Settings): string {
  const size = settings.get('size')
  return typeof size === 'string' && size !== 'auto' ? size : '1024x1024'
}

function formatOf(settings: Settings): PictureFormat {
  const format = settings.get('output_format')
  return format === 'jpeg' || format === 'webp' ? format : 'png'
}

function drawAll(wanted: Wanted): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: wanted.count }, (_, index) => draw(wanted, index)))
}

/** Whom a refused caller is sent to; the text marks the vendor even behind a relay (ZJT#480, LLMTornado#105). */
const SUPPORT = {
  azure: 'contact us at Azure support ticket',
  openai: 'contact us at help.openai.com and include the request ID req_3f6c0a6de5fb4a4f9a0d1e2c3b4a5968',
} satisfies Record<ModelOptions['vendor'], string>

/** Azure's body as it was captured; OpenAI's is the one of its safety system. */
function contentFiltered(vendor: ModelOptions['vendor']): Refusal {
  if (vendor === 'openai') {
    const message = `Your request was rejected by the safety system. If you believe this is an error, ${SUPPORT.openai}. safety_violations=[violence].`
    return userError(null, 'moderation_blocked', message)
  }
  const safe = { filtered: false, severity: 'safe' }
  return new Refusal({
    inner_error: {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_results: { sexual: safe, violence: { filtered: true, severity: 'high' }, hate: safe, self_harm: safe },
    },
    code: 'content_filter',
    message:
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. To learn more about our content filtering policies please read our documentation: \r\nhttps://go.microsoft.com/fwlink/?linkid=2198766.",
    param: 'prompt',
    type: null,
  })
}
