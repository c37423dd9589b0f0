import { openMeans } from '../src/open-means.ts';

/** Builds the index of the committed knowledge once, so that no test pays for it. */
export default async function setup(): Promise<void> {
  const means = await openMeans();
  means.close();
}
