/**
 * A pressed `oa.query.show` button comes back as the citizen's own text, and she sees it in her chat.
 * So our payloads travel as `#c:1.001193`: short, readable, and nothing anyone types by chance. The
 * `#` also passes a console set to "only messages that start with #".
 */
const ENCODED = /^#([a-z](?::\S+)?)$/u;

export function encodePayload(payload: string): string {
  return `#${payload}`;
}

/** The payload in a text; undefined when a citizen wrote it. */
export function decodePayload(text: string): string | undefined {
  return ENCODED.exec(text.trim())?.[1];
}
