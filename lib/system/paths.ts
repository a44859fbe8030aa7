/** What paths say of each other. Never looks at the disk. Pure. */

/** Whether a path is a folder or in it. */
export function holds(folder: string, path: string): boolean {
  return folder === "/" || `${path}/`.startsWith(`${folder}/`);
}
