import { expect } from 'vitest'
import { arriveAsTheyAreDrawn } from '../checks/arrival.ts'
import { changesWhatTheMaskOpens, countsMoreInputs, isDrawnAsAsked } from '../checks/asked.ts'
import { hasBody, hasErrorEnvelope, isLabelledJson, matchesSchema, reportsUsage } from '../checks/body.ts'
import { givesEvents, givesPictures, givesText } from '../checks/client.ts'
import { keepsTheCredential, letsIn, refusesCredential, treatsAlike } from '../checks/credential.ts'
import { hasNothingWrong } from '../checks/exported.ts'
import {
  haveNumbersOfTheirOwn,
  haveRequestNumbers,
  isFromDeployment,
  keepsTheMarks,
  showsAllOfTheModel,
  showsTheModel,
} from '../checks/headers.ts'
import {
  answersTheirOwn,
  areRefusedAlike,
  haveNumbersTogether,
  haveOwnNumbersTogether,
  sayWhenToComeAgain,
} from '../checks/parallel.ts'
import {
  decodes,
  drawsOnInputs,
  givesPicturesThemselves,
  hasSize,
  holdsPictures,
  isNotBlank,
  isNotTheInput,
  keepsTheOrder,
} from '../checks/picture.ts'
import { carriesText, countsTheText, isRefusedAsBadInput, nameTheirFields, takesThePrompt } from '../checks/refusal.ts'
import {
  answersLike,
  answersNoSuccess,
  answersWith,
  goesAsFarAs,
  isCarriedToTheModel,
  isRefusedAsBadRequest,
  reachesTheModel,
} from '../checks/status.ts'
import {
  answersWithStreams,
  comeToTheirEnd,
  describeTheirPictures,
  endWithPictures,
  isRefusedBeforeTheStream,
  matchEventSchemas,
  nameTheirEvents,
  reportUsageAtTheirEnd,
  sendNoMoreThanAsked,
  sendPartialImages,
} from '../checks/stream.ts'
import type { Problem } from '../model.ts'

/** Every check under the name that the suites say. */
const matchers = {
  toAnswer: asMatcher(answersWith),
  toAnswerNoSuccess: asMatcher(answersNoSuccess),
  toGoAsFarAs: asMatcher(goesAsFarAs),
  toAnswerLike: asMatcher(answersLike),
  toBeRefusedAsBadRequest: asMatcher(isRefusedAsBadRequest),
  toBeRefusedAsBadInput: asMatcher(isRefusedAsBadInput),
  toNameTheirFields: asMatcher(nameTheirFields),
  toTakeThePrompt: asMatcher(takesThePrompt),
  toCarryText: asMatcher(carriesText),
  toCountTheText: asMatcher(countsTheText),
  toReachTheModel: asMatcher(reachesTheModel),
  toBeCarriedToTheModel: asMatcher(isCarriedToTheModel),
  toBeDrawnAsAsked: asMatcher(isDrawnAsAsked),
  toCountMoreInputs: asMatcher(countsMoreInputs),
  toChangeWhatTheMaskOpens: asMatcher(changesWhatTheMaskOpens),
  toGiveTheClientPictures: asMatcher(givesPictures),
  toGiveTheClientEvents: asMatcher(givesEvents),
  toGiveTheClientText: asMatcher(givesText),
  toMatchSchema: asMatcher(matchesSchema),
  toBeLabelledJson: asMatcher(isLabelledJson),
  toHaveErrorEnvelope: asMatcher(hasErrorEnvelope),
  toHaveBody: asMatcher(hasBody),
  toReportUsage: asMatcher(reportsUsage),
  toHoldPictures: asMatcher(holdsPictures),
  toDecode: asMatcher(decodes),
  toGivePicturesThemselves: asMatcher(givesPicturesThemselves),
  toHaveSize: asMatcher(hasSize),
  toBeMoreThanBlank: asMatcher(isNotBlank),
  toBeNewPicture: asMatcher(isNotTheInput),
  toKeepTheOrder: asMatcher(keepsTheOrder),
  toDrawOnInputs: asMatcher(drawsOnInputs),
  toRefuseCredential: asMatcher(refusesCredential),
  toLetIn: asMatcher(letsIn),
  toTreatCredentialsAlike: asMatcher(treatsAlike),
  toKeepTheCredential: asMatcher(keepsTheCredential),
  toShowTheModel: asMatcher(showsTheModel),
  toKeepTheMarks: asMatcher(keepsTheMarks),
  toShowAllOfTheModel: asMatcher(showsAllOfTheModel),
  toBeFromDeployment: asMatcher(isFromDeployment),
  toHaveRequestNumbers: asMatcher(haveRequestNumbers),
  toHaveNumbersOfTheirOwn: asMatcher(haveNumbersOfTheirOwn),
  toAnswerTheirOwn: asMatcher(answersTheirOwn),
  toBeRefusedAlike: asMatcher(areRefusedAlike),
  toHaveNumbersTogether: asMatcher(haveNumbersTogether),
  toHaveOwnNumbersTogether: asMatcher(haveOwnNumbersTogether),
  toSayWhenToComeAgain: asMatcher(sayWhenToComeAgain),
  toBeStreams: asMatcher(answersWithStreams),
  toComeToTheirEnd: asMatcher(comeToTheirEnd),
  toNameTheirEvents: asMatcher(nameTheirEvents),
  toMatchEventSchemas: asMatcher(matchEventSchemas),
  toDescribeTheirPictures: asMatcher(describeTheirPictures),
  toSendNoMoreThanAsked: asMatcher(sendNoMoreThanAsked),
  toSendPartialImages: asMatcher(sendPartialImages),
  toArriveAsDrawn: asMatcher(arriveAsTheyAreDrawn),
  toEndWithPictures: asMatcher(endWithPictures),
  toReportUsageAtTheirEnd: asMatcher(reportUsageAtTheirEnd),
  toBeRefusedBeforeTheStream: asMatcher(isRefusedBeforeTheStream),
  toHaveNothingWrong: asStatement(hasNothingWrong),
}

type Matcher<M> = M extends (received: never, ...expected: infer Expected) => unknown ? (...expected: Expected) => void : never
type CheckMatchers = { [Name in keyof typeof matchers]: Matcher<(typeof matchers)[Name]> }

declare module 'vitest' {
  interface Assertion extends CheckMatchers {}
}

expect.extend(matchers)

/** The problems travel in the assertion error, where `area()` finds them. */
function asMatcher<Received, Expected extends unknown[]>(
  check: (received: Received, ...expected: Expected) => readonly Problem[],
) {
  return (received: Received, ...expected: Expected) => {
    const problems = check(received, ...expected)
    return { pass: problems.length === 0, message: () => inWords(problems), actual: problems }
  }
}

/** What no exchange shows is told in sentences, each of which says where it is written. */
function asStatement<Received, Expected extends unknown[]>(
  check: (received: Received, ...expected: Expected) => readonly string[],
) {
  return (received: Received, ...expected: Expected) => {
    const wrong = check(received, ...expected)
    return { pass: wrong.length === 0, message: () => wrong.join('\n') }
  }
}

export function inWords(problems: readonly Problem[]): string {
  return problems.map(({ expected, actual }) => `expected ${expected}\n  but got ${actual}`).join('\n')
}
