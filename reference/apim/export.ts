/** A configuration export held in memory: relative path with forward slashes → text. */
export type ApimExport = ReadonlyMap<string, string>

/** One change to an export. A fault of APIM is a list of these, as it is in life. */
export type ExportEdit =
  | { readonly file: string; readonly find: string; readonly replace: string }
  | { readonly file: string; readonly remove: true }
  | { readonly file: string; readonly add: string }

/**
 * The export with the edits made, in order; the original is left alone.
 * @throws Error when an edit would change nothing: a file or text that is not there, or a text that is there more than once.
 */
export function editExport(files: ApimExport, edits: readonly ExportEdit[]): Map<string, string> {
  const edited = new Map(files)
  for (const edit of edits) applyEdit(edited, edit)
  return edited
}

function applyEdit(files: Map<string, string>, edit: ExportEdit): void {
  const text = files.get(edit.file)
  if ('add' in edit) {
    if (text !== undefined) throw new Error(`The export already has ${edit.file}; change it with find and replace.`)
    files.set(edit.file, edit.add)
    return
  }
  if (text === undefined) throw new Error(`The export has no ${edit.file} to change. It has: ${[...files.keys()].join(', ')}.`)
  if ('remove' in edit) {
    files.delete(edit.file)
    return
  }
  const times = text.split(edit.find).length - 1
  if (times !== 1 || edit.find === edit.replace) {
    throw new Error(
      `In ${edit.file} the text to replace is there ${times} times, and must be there once and change: ${edit.find}`,
    )
  }
  files.set(
    edit.file,
    text.replace(edit.find, () => edit.replace),
  )
}
