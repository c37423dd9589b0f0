/** Prints one element of the page; the print style hides everything else. */
export function printOnly(element: Element): void {
  const root = document.documentElement;
  root.classList.add('hmc-print-one');
  element.classList.add('hmc-printed');
  addEventListener(
    'afterprint',
    () => {
      root.classList.remove('hmc-print-one');
      element.classList.remove('hmc-printed');
    },
    { once: true },
  );
  print();
}

/** Brings the print buttons of a server's page to life; without script they stay hidden. */
export function wirePrintButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.hmc-print')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
}
