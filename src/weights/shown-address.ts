/** A web address as it may be told and kept: without the name and password, query and fragment that may be secrets. */
export function shownAddress(address: string): string {
  if (!/^[a-z][a-z\d+.-]*:/i.test(address)) return address
  return address.replace(/^([a-z][a-z\d+.-]*:[/\\]*)[^/\\?#]*@/i, '$1').replace(/[?#].*$/s, '')
}
