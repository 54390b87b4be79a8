/** Item 5: products and subscriptions open APIs, so edits can only be left out by being in another API. */
import { describe, expect, test } from 'vitest'
import {
  APIOPS,
  APIOPS_CLI,
  broken,
  type Change,
  changed,
  check,
  LAYOUTS,
  type Layout,
  lineOf,
  remove,
  replace,
  statuses,
  warnings,
  write,
} from './exports.ts'

/** Moves edits into an API of its own, with the same public path, policies and backend. */
function editsInAnotherApi(layout: Layout): Change {
  return (texts) => {
    const other = 'apis/image-edits'
    const information = texts.get(`${layout.api}/apiInformation.json`) ?? ''
    const shared = texts.get(`${layout.api}/policy.xml`) ?? ''
    const policy = texts.get(layout.operations.edits) ?? ''
    return changed(
      texts,
      remove(layout.operations.edits.replace('/policy.xml', '')),
      write(
        `${other}/apiInformation.json`,
        information.replace('"path": "v1"', '"path": "v1/images"').replace('"path": ""', '"path": "v1/images"'),
      ),
      write(`${other}/policy.xml`, shared),
      write(`${other}/operations/edits/operationInformation.json`, '{"properties":{"method":"POST","urlTemplate":"/edits"}}'),
      write(`${other}/operations/edits/policy.xml`, policy),
      ...(layout === APIOPS ? [replace(`${layout.api}/specification.yaml`, / {2}\/images\/edits:[\s\S]*$/, '')] : []),
    )
  }
}

function linkToProduct(layout: Layout, product = 'images'): Change {
  return layout === APIOPS
    ? write(`products/${product}/apis/image-edits/productApiInformation.json`, '{}')
    : write(`products/${product}/apis.json`, '[{ "name": "image-gateway" },\n { "name": "image-edits" }]')
}

const ALL_APIS = write(
  'subscriptions/all/subscriptionInformation.json',
  '{"properties":{"displayName":"all","scope":"/apis","state":"active"}}',
)

describe.each(LAYOUTS)('edits in an API of its own, in the layout of $name', (layout) => {
  test('is found to be outside the product', () => {
    const report = check(changed(layout.texts, editsInAnotherApi(layout)))
    const file = layout === APIOPS ? layout.product : 'products/images/apis.json'
    expect(broken(report)).toEqual([
      expect.objectContaining({ id: 'not-in-product', cause: 'subscription-key-rejected', item: 5, file, line: 1 }),
    ])
    expect(statuses(report)).toEqual(['holds', 'holds', 'holds', 'holds', 'broken'])
  })

  test('holds once the product has both APIs', () => {
    const report = check(changed(layout.texts, editsInAnotherApi(layout), linkToProduct(layout)))
    expect(report.findings).toEqual([])
    expect(statuses(report)[4]).toBe('holds')
  })

  test('cannot be told when another subscription opens everything', () => {
    const report = check(changed(layout.texts, editsInAnotherApi(layout), ALL_APIS))
    expect(statuses(report)[4]).toBe('not-observable')
    expect(broken(report)).toEqual([])
    expect(warnings(report)).toContain('some-keys-only')
  })

  test('is found when the subscription is for the other API only', () => {
    const scope = replace(layout.subscription, '/products/images', `/${layout.api}`)
    const report = check(changed(layout.texts, editsInAnotherApi(layout), linkToProduct(layout), scope))
    expect(broken(report).map((finding) => finding.id)).toEqual(['not-in-product'])
  })

  test('names the product that has the other API, not any other product', () => {
    const starter = write(
      'products/a-starter/productInformation.json',
      '{"properties":{"state":"published","subscriptionRequired":true}}',
    )
    const [first] = broken(check(changed(layout.texts, editsInAnotherApi(layout), starter)))
    expect(first?.sentence).toContain('is not in images, so')
  })

  test('is judged by the products when no subscription was exported', () => {
    const report = check(changed(layout.texts, editsInAnotherApi(layout), remove('subscriptions/')))
    expect(broken(report).map((finding) => finding.id)).toEqual(['not-in-product'])
  })
})

describe('keys', () => {
  test('are not needed by an API that demands none', () => {
    const file = `${APIOPS.api}/apiInformation.json`
    const report = check(
      changed(
        APIOPS.texts,
        remove('products/'),
        remove('subscriptions/'),
        replace(file, '"subscriptionRequired": true', '"subscriptionRequired": false'),
      ),
    )
    expect(statuses(report)[4]).toBe('holds')
    expect(report.items[4]?.evidence[0]).toContain('demands no subscription key')
  })

  test('are not needed by an open product', () => {
    const report = check(
      changed(
        APIOPS.texts,
        remove('subscriptions/one-api'),
        replace(APIOPS.product, '"subscriptionRequired": true', '"subscriptionRequired": false'),
      ),
    )
    expect(statuses(report)[4]).toBe('holds')
  })

  test('that exist for no product and no API are missing', () => {
    const texts = changed(APIOPS.texts, remove('products/'), remove('subscriptions/one-api'))
    expect(broken(check(texts)).map(({ id, file, line }) => ({ id, file, line }))).toContainEqual({
      id: 'no-key',
      file: 'apis/openai-images/apiInformation.json',
      line: lineOf(texts, 'apis/openai-images/apiInformation.json', '"path"'),
    })
  })

  test('of the built-in all-access subscription are not for callers', () => {
    const report = check(changed(APIOPS.texts, remove('subscriptions/one-api')))
    expect(statuses(report)[4]).toBe('not-observable')
  })

  test('cannot be told when neither products nor subscriptions were exported', () => {
    const report = check(changed(APIOPS_CLI.texts, remove('products/'), remove('subscriptions/')))
    expect(statuses(report)[4]).toBe('not-observable')
    expect(broken(report)).toEqual([])
  })

  test('of a subscription with a full ARM identifier are read alike', () => {
    const scope = '/subscriptions/0/resourceGroups/g/providers/Microsoft.ApiManagement/service/s/products/images'
    const report = check(changed(APIOPS.texts, replace(APIOPS.subscription, '/products/images', scope)))
    expect(statuses(report)[4]).toBe('holds')
  })

  test('looked for in two headers are an inconsistent authentication', () => {
    const header = replace('apis/image-edits/apiInformation.json', '"header": "Ocp-Apim-Subscription-Key"', '"header": "api-key"')
    const report = check(changed(APIOPS.texts, editsInAnotherApi(APIOPS), linkToProduct(APIOPS), header))
    expect(broken(report)).toEqual([expect.objectContaining({ id: 'key-header-differs', cause: 'auth-inconsistent', item: 4 })])
  })
})
