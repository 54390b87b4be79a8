import { ANSWER_FAULTS } from './answers.ts'
import { AOAI_FAULTS } from './aoai.ts'
import { APIM_FAULTS } from './apim.ts'
import { BAD_INPUT_FAULTS } from './bad-input.ts'
import { BEARER_GATEWAY_FAULTS } from './bearer-gateway.ts'
import { BEARER_GATEWAY_ANSWER_FAULTS } from './bearer-gateway-answers.ts'
import { CLIENT_FAULTS } from './clients.ts'
import { EDGE_FAULTS } from './edge.ts'
import { EDIT_INPUT_FAULTS } from './edit-inputs.ts'
import type { Fault } from './fault.ts'
import { FORM_FAULTS } from './forms.ts'
import { HEADER_FAULTS } from './headers.ts'
import { MODEL_FAULTS } from './model.ts'
import { ONE_API_FAULTS } from './one-api.ts'
import { PARALLEL_FAULTS } from './parallel.ts'
import { PARAMETER_FAULTS } from './parameters.ts'
import { REFUSAL_FAULTS } from './refusals.ts'
import { STREAM_FAULTS } from './streams.ts'

/** Every fault that the suite must find. */
export const FAULTS: readonly Fault[] = [
  ...APIM_FAULTS,
  ...ONE_API_FAULTS,
  ...FORM_FAULTS,
  ...ANSWER_FAULTS,
  ...REFUSAL_FAULTS,
  ...HEADER_FAULTS,
  ...STREAM_FAULTS,
  ...AOAI_FAULTS,
  ...MODEL_FAULTS,
  ...EDGE_FAULTS,
  ...BEARER_GATEWAY_FAULTS,
  ...BEARER_GATEWAY_ANSWER_FAULTS,
  ...PARAMETER_FAULTS,
  ...EDIT_INPUT_FAULTS,
  ...PARALLEL_FAULTS,
  ...CLIENT_FAULTS,
  ...BAD_INPUT_FAULTS,
]
