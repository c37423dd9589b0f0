import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of another origin, dressed as such pages are: with rules that reach for everything. */
export interface CommuneSite {
  /** Address of a page whose tag carries these attributes. */
  page(attributes?: string, path?: string): string;
  close(): Promise<void>;
}

const STYLE = `
  html { font-size: 62.5%; }
  * { letter-spacing: 1px; color: green; box-sizing: content-box; }
  body { font-family: serif; }
  body > * { position: relative; z-index: 5; opacity: 0.99; }
  button { background: red !important; text-transform: uppercase; }
  div, textarea { display: inline !important; font-size: 9px; }
`;
/** Strict, but for what the page about the widget says must be let in. */
const policy = (site: string): string =>
  `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${site}; connect-src ${site}`;

export async function openCommuneSite(site: string): Promise<CommuneSite> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy(site));
    response.end(`<!doctype html><html lang="vi"><head><title>UBND xã Thử</title>
      <style>${STYLE}</style></head><body><main><h1>UBND xã Thử</h1>
      <p><a href="#tin">Tin tức</a></p><p style="height:3000px" id="tin">Dài</p></main>
      <script src="${site}/widget.js" ${searchParams.get('tag') ?? ''} async></script></body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    page: (attributes = '', path = '/') =>
      `http://127.0.0.1:${port}${path}?tag=${encodeURIComponent(attributes)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
