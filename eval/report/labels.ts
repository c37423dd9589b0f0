import { readFileSync } from 'node:fs';

export interface Label {
  readonly vi: string;
  readonly en: string;
}

const labels = JSON.parse(
  readFileSync(new URL('labels.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, Label>>>>;

/** The words for a key of a section of `labels.json`; an unknown key (a new class) names itself. */
export function label(section: string, key: string): Label {
  return labels[section]?.[key] ?? { vi: key, en: key };
}

/** `all`, `in_scope` or a class. */
export function groupLabel(name: string): Label {
  return name === 'all' || name === 'in_scope' ? label('page', name) : label('classes', name);
}

/** `full/shared` in words. */
export function scopeLabel(scope: string): Label {
  const parts = scope.split('/').map((part) => label('scopes', part));
  return { vi: parts.map((one) => one.vi).join(' · '), en: parts.map((one) => one.en).join(' · ') };
}
