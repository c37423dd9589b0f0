import { FAULT_STATUS } from './faults.ts';
import type { FaultCode } from './faults.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { toJsonSchema } from './openapi.ts';
import type { Route } from './routes.ts';
import { fill } from './words.ts';
import type { Words } from './words.ts';

const OPEN_EXAMPLE = `curl -s -X POST -H 'content-type: application/json' \\
  -d '{"channel":"kiosk"}' {site}/api/v1/conversations`;
const ASK_EXAMPLE = `curl -s -X POST -H 'content-type: application/json' \\
  -d '{"clientMessageId":"1","text":"{question}"}' \\
  {site}/api/v1/conversations/$ID/messages`;

/** The API for people: the same table of routes the router is made from. */
export function apiPage(
  setting: PageSetting,
  routes: readonly Route[],
  site: string,
  question: string,
): string {
  const words = wordsOf(setting);
  const { apiPage: texts, error } = words;
  return layout(
    setting,
    texts.title,
    html`<div class="hmc-document">
      <h1>${texts.title}</h1>
      <p>${texts.intro} <a href="/openapi.json">openapi.json</a></p>
      <h2>${texts.example}</h2>
      ${code(fill(OPEN_EXAMPLE, { site }), texts.example)}${code(fill(ASK_EXAMPLE, { site, question }), texts.example)}
      ${routes.map((route) => routeMarkup(route, words))}
      <h2>${texts.errors}</h2>
      <p>${texts.errorsIntro}</p>
      ${code('{"error":{"code":"invalid-request","message":"…","requestId":"…"}}', texts.errors)}
      <div class="hmc-table" role="group" aria-label="${texts.errors}" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">${texts.status}</th>
              <th scope="col">${texts.code}</th>
              <th scope="col">${texts.message}</th>
            </tr>
          </thead>
          <tbody>
            ${Object.entries(FAULT_STATUS).map(
              ([name, status]) =>
                html`<tr>
                  <td data-label="${texts.status}">${status}</td>
                  <td data-label="${texts.code}"><code>${name}</code></td>
                  <td data-label="${texts.message}">${error[name as FaultCode]}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>`,
  );
}

function routeMarkup(route: Route, { apiPage: texts, routes: summaries }: Words): Html {
  const name = `${route.method.toUpperCase()} ${route.path}`;
  const part = (title: string, schema: object): Html =>
    html`<h3>${title}</h3>
      ${code(JSON.stringify(schema, null, 2), `${title}: ${name}`)}`;
  return html`<h2><code>${name}</code></h2>
    <p>${summaries[route.operation]}</p>
    ${route.query ? part(texts.query, toJsonSchema(route.query, 'input')) : null}
    ${route.body ? part(texts.request, toJsonSchema(route.body, 'input')) : null}
    ${part(fill(texts.response, { status: route.status }), toJsonSchema(route.response, 'output'))}`;
}

/** Scrolls by itself, so the keyboard must be able to reach it. */
function code(text: string, label: string): Html {
  return html`<pre tabindex="0" role="group" aria-label="${label}"><code>${text}</code></pre>`;
}
