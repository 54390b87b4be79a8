/**
 * The text of a file as its author sees it: without its byte order mark, with line feeds only. Windows tools write UTF-16
 * (`echo ... > .env` in PowerShell 5 does), and a carriage return alone ends a line for JSON, XML and editors.
 */
export function textOfFile(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes).replace(/\r(?!\n)/g, '\n')
}

/** By the byte order mark, else by where the zero of an ASCII letter stands (as YAML 1.2.2 §5.2 does). */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'utf-16be'
  return 'utf-8'
}
