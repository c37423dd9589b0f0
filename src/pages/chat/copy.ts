/** Puts text on the clipboard; false where the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The clipboard API needs HTTPS; kiosks and offices on plain HTTP still have the old command. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hmc-hidden';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}

/** Brings the copy buttons of a server's page to life; each copies the text before it. */
export function wireCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.hmc-copy')) {
    const source = button.parentElement?.previousElementSibling;
    const remark = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener('click', () => {
      void copyText(source?.textContent ?? '').then((copied) => {
        if (copied && remark) remark.textContent = button.dataset['copied'] ?? '';
      });
    });
  }
}
