/** For a data set in which everything is of one class. */
export const oneClassText = (name: string | undefined) =>
  `There is only one class ("${name}"), but telling classes apart needs at least two`
