/** What a column of a table is for. */
export type Role = 'path' | 'label' | 'group' | 'split'

export const roles = ['path', 'label', 'group', 'split'] as const satisfies readonly Role[]

/** Usual names of columns, in small letters and without what separates words. */
const usual: Readonly<Record<Role, ReadonlySet<string>>> = {
  path: words(
    'path file filename filepath fname image images imageid imagename imagefile imagepath img imgid imgname imgpath photo picture id',
  ),
  label: words('label labels labelname class classname category target species breed y diagnosis dx'),
  group: words('group groupid patient patientid subject subjectid lesionid'),
  split: words(
    'split set subset partition fold istest isholdout isvalid isval isvalidation istrain istraining istrainingimage',
  ),
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_.-]/g, '')

/** Whether a column of this name usually holds this. */
export const isUsual = (role: Role, name: string) => usual[role].has(plain(name))

/** Whether the name is known at all, as those of headers are. */
export const isKnownName = (name: string) => roles.some(role => isUsual(role, name))
