import { DOORS } from './requirements/doors.ts'
import { EXPORTED } from './requirements/exported.ts'
import { FULL } from './requirements/full.ts'
import { IMAGES } from './requirements/images.ts'
import type { Area, Requirement } from './requirements/requirement.ts'
import { WAY } from './requirements/way.ts'

export { AREAS, type Area, type Requirement } from './requirements/requirement.ts'

/** File of an area, without the folder. */
export const suiteFile = (area: Area): string => `${area.replaceAll(' ', '-')}.suite.ts`

/** Every requirement of the suite, in the order of the reports. */
export const requirements: readonly Requirement[] = [...IMAGES, ...WAY, ...DOORS, ...EXPORTED, ...FULL]
