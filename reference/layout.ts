/** The chains that can be started, named after the profiles of the targets that they stand in for. */
export const LAYOUTS = ['oneapi-apim-aoai', 'apim-aoai', 'aoai', 'aoai-v1', 'openai', 'ai-builder-space'] as const
export type Layout = (typeof LAYOUTS)[number]
