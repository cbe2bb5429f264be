#!/usr/bin/env node
// Like `npm install --prefix <folder>` for a package.json that wants tfjs-node, whose "native" part is plain JavaScript.
const fs = require('node:fs')
const path = require('node:path')

if (process.env.FAKE_NPM_FAILS) {
  console.error(process.env.FAKE_NPM_FAILS)
  process.exit(1)
}
const folder = process.argv[process.argv.indexOf('--prefix') + 1]
const { dependencies } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
const modules = path.join(folder, 'node_modules/@tensorflow')
fs.mkdirSync(modules, { recursive: true })
for (const [name, version] of Object.entries(dependencies)) {
  const target = path.join(modules, path.basename(name))
  if (version.startsWith('file:')) {
    fs.symlinkSync(path.join('../..', version.slice('file:'.length)), target)
    continue
  }
  fs.mkdirSync(target)
  fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }))
  fs.copyFileSync(path.join(__dirname, '../plain-backend.js'), path.join(target, 'index.js'))
}
