/** What stands in a field of a form, trimmed; blank where there is no such field, or a file. */
export function fieldIn(form: HTMLFormElement | FormData, name: string): string {
  const value = (form instanceof FormData ? form : new FormData(form)).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
