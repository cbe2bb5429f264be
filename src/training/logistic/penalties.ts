/**
 * λ of the loss mean CE + λ/2 · ‖W‖² on features of unit size, strongest first: two a decade. Each starts from the weights of
 * the one before, so that all together cost little more than the last alone.
 */
export const penalties: readonly number[] = Array.from({ length: 11 }, (_, i) => 10 ** (1 - i / 2))
