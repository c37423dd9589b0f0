import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A YAML file as it stands; its reader checks the form. Throws when it is not there or not YAML. */
export function readYaml(path: string): unknown {
  return parse(readFileSync(path, 'utf8'));
}
