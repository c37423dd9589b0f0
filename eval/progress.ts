const WIDTH = 28;

/** A bar on standard error; redrawn in a terminal, a line at every quarter elsewhere. */
export function createProgress(label: string): (share: number) => void {
  const terminal = process.stderr.isTTY;
  let shown = -1;
  return (share) => {
    const step = Math.floor(share * (terminal ? 100 : 4));
    if (step === shown) return;
    shown = step;
    const filled = Math.round(Math.min(1, share) * WIDTH);
    const line = `${label.padEnd(30)} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.round(share * 100)} %`;
    process.stderr.write(terminal ? `\r${line}${share >= 1 ? '\n' : ''}` : `${line}\n`);
  };
}
