import { area, exactSize, type Requirement, type Row, usage } from './requirement.ts'

/** What an answer with an image must be, said of each operation that draws one. */
const picture = (id: string, on: string, source: readonly string[]): readonly Row[] => [
  { id: `${id}-2`, on: [on], source, needs: `${id}-1`, sentence: 'MUST answer in JSON as an images response' },
  { id: `${id}-3`, on: [on], source, needs: `${id}-2`, sentence: 'MUST hold exactly the one picture that was asked for' },
  {
    id: `${id}-4`,
    on: [on],
    source,
    needs: `${id}-3`,
    sentence: 'MUST hold a picture that decodes, in the format that was asked for',
  },
  {
    id: `${id}-5`,
    on: [on],
    source,
    needs: `${id}-4`,
    unless: exactSize,
    sentence: 'MUST hold a picture of the size that was asked for',
  },
  { id: `${id}-6`, on: [on], source, needs: `${id}-4`, sentence: 'MUST hold a picture that is more than one flat colour' },
  {
    id: `${id}-7`,
    on: [on],
    source,
    needs: `${id}-2`,
    unless: usage,
    sentence: 'SHOULD report usage whose parts add up to its total',
  },
]

/** What is paid for in the acceptance tier: one image of each kind. */
export const IMAGES: readonly Requirement[] = [
  ...area('text-to-image', 'acceptance', [
    { id: 'T2I-1', on: ['generate'], source: ['A1', 'A18', 'B2', 'B7'], sentence: 'MUST answer 200 to a prompt' },
    ...picture('T2I', 'generate', ['A1', 'B2']),
  ]),
  ...area('single-image edit', 'acceptance', [
    { id: 'EDIT-1', on: ['edit-one'], source: ['A2', 'A4', 'A13', 'A18'], sentence: 'MUST answer 200 to one image and a prompt' },
    ...picture('EDIT', 'edit-one', ['A2']),
    { id: 'EDIT-8', on: ['edit-one'], source: ['A2'], needs: 'EDIT-4', sentence: 'MUST NOT give back the picture that was sent' },
    { id: 'EDIT-9', on: ['edit-one'], source: ['A2'], needs: 'EDIT-4', sentence: 'MUST draw on the picture that was sent' },
  ]),
  ...area('multi-image edit', 'acceptance', [
    {
      id: 'MULTI-1',
      on: ['edit-several'],
      source: ['A3', 'A18'],
      sentence: 'MUST answer 200 to two images under one field name',
    },
    ...picture('MULTI', 'edit-several', ['A3']),
    {
      id: 'MULTI-8',
      on: ['edit-several'],
      source: ['A3'],
      needs: 'MULTI-4',
      sentence: 'MUST NOT give back a picture that was sent',
    },
    {
      id: 'MULTI-9',
      on: ['edit-several', 'edit-one'],
      source: ['A3'],
      needs: 'MULTI-4',
      sentence: 'MUST draw on every picture that was sent',
    },
    {
      id: 'MULTI-10',
      on: ['edit-several'],
      source: ['A3'],
      needs: 'MULTI-9',
      // A real model may place things as it likes: what it does is a hint, no proof.
      sentence: 'SHOULD show the pictures from left to right in the order in which they were sent',
    },
  ]),
]
