import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** A browser for the journeys, or why there is none on this machine. */
export type Started =
  | { readonly browser: Browser; readonly reason: null }
  | { readonly browser: null; readonly reason: string };

/** Starts the Chromium that ships inside the npm package: no download, no apt, also as root. */
export async function startBrowser(): Promise<Started> {
  try {
    const folder = await unpack();
    const launch = (environment: NodeJS.ProcessEnv): Promise<Browser> =>
      chromium.launch({
        executablePath: join(folder, 'chromium'),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-dev-shm-usage',
          '--font-render-hinting=none',
        ],
        env: strings({
          ...process.env,
          FONTCONFIG_FILE: join(folder, 'fonts.conf'),
          ...environment,
        }),
      });
    // A bare container lacks libnss3 and friends; the package brings them too.
    const browser = await launch({}).catch(async () =>
      launch({ LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    );
    return { browser, reason: null };
  } catch (error) {
    return {
      browser: null,
      reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    };
  }
}

/** Unpacks once per machine and version, put in place by one rename so that test files may race. */
async function unpack(): Promise<string> {
  const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = createRequire(import.meta.url)(join(packageFolder, 'package.json')) as {
    version: string;
  };
  const folder = join(tmpdir(), `hoi-mot-cua-chromium-${version}`);
  if (isComplete(folder)) return folder;
  const temporary = mkdtempSync(`${folder}.`);
  const usual = process.env['TMPDIR'];
  // The package unpacks into the temporary directory and trusts whatever it finds there, even half a
  // file of a run that was killed; so it gets a directory of its own.
  process.env['TMPDIR'] = temporary;
  try {
    const archives = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
    await Promise.all(archives.map((name) => inflate(join(packageFolder, 'bin', name))));
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  }
  mkdirSync(join(temporary, 'font-cache'));
  writeFileSync(
    join(temporary, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir><config></config></fontconfig>`,
  );
  writeFileSync(join(temporary, 'complete'), '');
  try {
    renameSync(temporary, folder);
  } catch {
    // Another test file was first.
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

function isComplete(folder: string): boolean {
  try {
    readFileSync(join(folder, 'complete'));
    return true;
  } catch {
    return false;
  }
}

function strings(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
