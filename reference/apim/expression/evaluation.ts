/** A run of an expression that ends as a C# exception would: the caller gets a 500. */
export class EvaluationError extends Error {}

/** A variable is read whose value could not be computed here: what would happen is not known. */
export class UnknownVariable extends Error {}
