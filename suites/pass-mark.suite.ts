import { expect } from 'vitest'
import { area } from '../src/judging/area.ts'

area('pass mark', ({ requirement, target: { profile, deployment } }) => {
  requirement('PASS-1', (answer) => expect(answer).toShowTheModel(profile))
  requirement('PASS-2', (edit) => expect(edit).toShowTheModel(profile))
  requirement('PASS-3', (edit) => expect(edit).toShowTheModel(profile))
  requirement('PASS-4', (answer) => expect(answer).toShowAllOfTheModel(profile))
  requirement('PASS-5', (edit) => expect(edit).toShowAllOfTheModel(profile))
  requirement('PASS-6', (probe) => expect(probe).toKeepTheMarks(profile))
  requirement('PASS-7', (probe) => expect(probe).toKeepTheMarks(profile))
  requirement('DEPLOY-1', (answer) => expect(answer).toBeFromDeployment(deployment))
  requirement('DEPLOY-2', (edit) => expect(edit).toBeFromDeployment(deployment))
  requirement('DEPLOY-3', (probe) => expect(probe).toBeFromDeployment(deployment))
  requirement('DEPLOY-4', (probe) => expect(probe).toBeFromDeployment(deployment))
  requirement('REQNUM-1', (...calls) => expect(calls).toHaveRequestNumbers(profile))
  requirement('REQNUM-2', (...calls) => expect(calls).toHaveNumbersOfTheirOwn(profile))
})
