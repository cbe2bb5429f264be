import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../../base/errors.ts'

/** A TensorFlow that an addon can be built against. */
export interface TensorFlow {
  readonly folder: string
  readonly version: string
  /** Built for CUDA; undefined where nothing tells. */
  readonly cuda: boolean | undefined
  /** The C library: "…/libtensorflow_cc.so.2" of a wheel, "…/lib/libtensorflow.so.2" of the C download. */
  readonly library: string
  /** "…/libtensorflow_framework.so.2". */
  readonly framework: string
  /** The folder that holds tensorflow/c/c_api.h. */
  readonly headers: string
  /** The wheels' CUDA libraries: site-packages/nvidia. */
  readonly nvidia: string | undefined
}

const header = 'tensorflow/c/eager/c_api.h'
const [suffix, plain] = process.platform === 'darwin' ? ['.2.dylib', '.dylib'] : ['.so.2', '.so']
export const sharedSuffixes = { versioned: suffix, plain } as const

/**
 * Looks at a Python wheel's folder (site-packages/tensorflow), the folder around it, or the C library's download
 * (lib, include). Throws a UserError that names what is missing.
 */
export function inspectTensorFlow(given: string): TensorFlow {
  const folder = [given, path.join(given, 'tensorflow')].find(hasLibrary)
  if (folder === undefined) throw missing(given, `libtensorflow_cc${suffix} nor lib/libtensorflow${suffix}`)
  const library = libraryIn(folder) ?? ''
  const framework = path.join(path.dirname(library), `libtensorflow_framework${suffix}`)
  if (!existsSync(framework)) throw missing(folder, path.basename(framework))
  const headers = path.join(folder, 'include')
  if (!existsSync(path.join(headers, header))) throw missing(folder, `include/${header}`)
  const nvidia = path.resolve(folder, '../nvidia')
  return {
    folder,
    version: versionOf(folder, library),
    cuda: isCudaBuild(folder),
    library,
    framework,
    headers,
    nvidia: existsSync(nvidia) ? nvidia : undefined,
  }
}

/** Folders of the wheels' CUDA libraries, for the loader. */
export function cudaFolders({ nvidia }: Pick<TensorFlow, 'nvidia'>): string[] {
  if (nvidia === undefined) return []
  return readdirSync(nvidia)
    .sort()
    .map(name => path.join(nvidia, name, 'lib'))
    .filter(existsSync)
}

const hasLibrary = (folder: string) => libraryIn(folder) !== undefined

function libraryIn(folder: string): string | undefined {
  return ['libtensorflow_cc', 'lib/libtensorflow', 'lib/libtensorflow_cc', 'libtensorflow']
    .map(name => path.join(folder, `${name}${suffix}`))
    .find(existsSync)
}

/** From the wheel's record beside it, or from what libtensorflow.so.2 points at. */
function versionOf(folder: string, library: string): string {
  const records = siblings(folder).flatMap(name => {
    const [, version] =
      /^(?:tensorflow(?:_cpu|_gpu|_macos|_rocm|_aarch64|_cpu_aws)?|tf_nightly\w*)-(.+)\.dist-info$/.exec(
        name,
      ) ?? []
    return version === undefined ? [] : [version]
  })
  return (
    records[0] ??
    /\.so\.(\d+\.\d+\.\d+)|\.(\d+\.\d+\.\d+)\.dylib/.exec(realpathSync(library))?.slice(1).find(Boolean) ??
    'of unknown version'
  )
}

const siblings = (folder: string) => {
  try {
    return readdirSync(path.dirname(folder)).sort()
  } catch {
    return []
  }
}

function isCudaBuild(folder: string): boolean | undefined {
  try {
    const text = readFileSync(path.join(folder, 'python/platform/build_info.py'), 'utf8')
    return /['"]is_cuda_build['"]\s*[,:]\s*True/.test(text)
  } catch {
    return undefined
  }
}

function missing(folder: string, what: string): UserError {
  const both = what.includes(' nor ') ? 'neither ' : 'no '
  return new UserError(`${folder} is no TensorFlow to build against: it has ${both}${what}`, {
    next: 'leave --tensorflow out to install one, or name the folder site-packages/tensorflow of TensorFlow 2.13 or newer',
  })
}
