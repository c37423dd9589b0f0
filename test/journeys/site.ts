export interface Site { readonly url: string; close(): Promise<void> }
export async function openSite(): Promise<Site> { return { url: process.env['HMC_SITE'] ?? 'http://127.0.0.1:3997', close: async () => {} }; }
