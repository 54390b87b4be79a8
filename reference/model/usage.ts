import type { Wanted } from './draw.ts'

export interface Usage {
  readonly input_tokens: number
  readonly input_tokens_details: { readonly image_tokens: number; readonly text_tokens: number }
  readonly output_tokens: number
  readonly output_tokens_details: { readonly image_tokens: number; readonly text_tokens: number }
  readonly total_tokens: number
}

export type Quality = 'low' | 'medium' | 'high'

/** Output tokens of a 1024 x 1024 picture (OpenAI's image guide); other sizes go by area here. */
const OUTPUT_TOKENS: Readonly<Record<Quality, number>> = { low: 272, medium: 1056, high: 4160 }

/** What is billed. It tells what was drawn from, so a model that ignores its inputs does not count them. */
export function usageOf({ prompt, inputs, count, width, height }: Wanted, quality: Quality): Usage {
  const text = Math.max(1, Math.ceil(prompt.length / 4))
  const image = inputs.reduce((sum, input) => sum + inputTokens(input.width, input.height), 0)
  const output = count * Math.round((OUTPUT_TOKENS[quality] * width * height) / 1024 ** 2)
  return {
    input_tokens: text + image,
    input_tokens_details: { image_tokens: image, text_tokens: text },
    output_tokens: output,
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
    total_tokens: text + image + output,
  }
}

/** 65 tokens and 129 per 512-pixel tile, the shorter edge scaled to 512 (OpenAI's vision guide, gpt-image-1). */
function inputTokens(width: number, height: number): number {
  return 65 + 129 * Math.ceil(Math.max(width, height) / Math.min(width, height))
}
