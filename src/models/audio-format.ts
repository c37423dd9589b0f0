/**
 * Endings by which speech endpoints tell formats, by media type. Bare AAC, as Zalo records, has none
 * they take; under that of its container some read it (Groq), OpenAI's own does not.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'm4a',
  'audio/x-aac': 'm4a',
  'audio/aacp': 'm4a',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
};

/** Other endings of the same. */
const SAME: Readonly<Record<string, string>> = { oga: 'ogg', opus: 'ogg', aac: 'm4a' };

/** The one name of a type that has several, as endpoints want it. */
const TYPES: Readonly<Record<string, string>> = {
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
};

/** How a recording is called towards an endpoint: by its format, nothing of the citizen. */
export function audioFormat(
  mediaType: string,
  fileName = '',
): { readonly fileName: string; readonly mediaType: string } {
  const given = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const own = /\.([a-z0-9]{2,4})$/iu.exec(fileName)?.[1]?.toLowerCase();
  const ending = ENDINGS[given] ?? (own === undefined ? 'ogg' : (SAME[own] ?? own));
  return { fileName: `speech.${ending}`, mediaType: TYPES[ending] ?? given };
}
