import type { Rule } from '../rules.ts'

/** Item 5: product and subscription open both operations. */
export const KEY_RULES = {
  'not-in-product': {
    item: 5,
    cause: 'subscription-key-rejected',
    level: 'broken',
    sentence: 'No key that opens {sibling} opens {operation}: the API {api} is not in {products}, so APIM answers 401.',
    remedy: 'Add the API {api} to the product, or put both operations into one API.',
  },
  'no-key': {
    item: 5,
    cause: 'subscription-key-rejected',
    level: 'broken',
    sentence: 'The API {api} demands a key, and no product or subscription of the export opens it.',
    remedy: 'Add the API to a published product, or add a subscription for it.',
  },
  'product-not-published': {
    item: 5,
    cause: 'subscription-key-rejected',
    level: 'broken',
    sentence: 'The API {api} is only in the product {product}, which is not published.',
    remedy: 'Publish the product.',
  },
  'subscription-inactive': {
    item: 5,
    cause: 'subscription-key-rejected',
    level: 'broken',
    sentence: 'The only subscription that opens the API {api}, {subscription}, is {state}.',
    remedy: 'Activate the subscription.',
  },
  'some-keys-only': {
    item: 5,
    cause: 'subscription-key-rejected',
    level: 'warning',
    sentence: '{key} opens {sibling} but not {operation} (API {api}); whether callers use that key cannot be told.',
    remedy: 'Add the API {api} to the product, or put both operations into one API.',
  },
} as const satisfies Readonly<Record<string, Rule>>
