import type { ReliabilityBin, RiskPoint } from '../metrics/calibration.ts';
import { wilson } from '../metrics/intervals.ts';
import { label, type Label } from './labels.ts';
import { bothPlain } from './markup.ts';
import { type Canvas, circle, line, polyline, svg, words } from './svg.ts';

type Chart = Pick<Canvas, 'id' | 'title' | 'description'>;

const SIZE = { width: 560, height: 360, left: 64, top: 16, inner: 470, tall: 280 };

interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly frame: readonly string[];
}

/** Axes from 0: across to 1, up to `most`. */
function axes(across: Label, up: Label, most: number): Axes {
  const x = (value: number): number => SIZE.left + value * SIZE.inner;
  const y = (value: number): number => SIZE.top + SIZE.tall * (1 - value / most);
  const frame = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => [
    line(x(share), y(0), x(share), y(most), 'grid'),
    line(x(0), y(share * most), x(1), y(share * most), 'grid'),
    words(x(share), y(0) + 16, `${Math.round(share * 100)} %`, { anchor: 'middle' }),
    words(SIZE.left - 6, y(share * most) + 4, `${Math.round(share * most * 1000) / 10} %`, {
      anchor: 'end',
    }),
  ]);
  const middle = SIZE.left + SIZE.inner / 2;
  return {
    x,
    y,
    frame: [
      ...frame,
      words(middle, SIZE.top + SIZE.tall + 38, bothPlain(across), { anchor: 'middle' }),
      `<g transform="translate(14 ${SIZE.top + SIZE.tall / 2}) rotate(-90)">${words(0, 0, bothPlain(up), { anchor: 'middle' })}</g>`,
    ],
  };
}

/** Risk over coverage, with the best possible order dashed and the limits of 2, 5 and 10 %. */
export function riskCurve(
  chart: Chart,
  points: readonly RiskPoint[],
  best: readonly RiskPoint[],
): string {
  const highest = Math.max(0.1, ...points.map((point) => point.risk));
  const most = Math.min(1, Math.ceil(highest * 10) / 10);
  const { x, y, frame } = axes(label('columns', 'coverage'), label('columns', 'risk'), most);
  const path = (list: readonly RiskPoint[]) =>
    list.map((point) => [x(point.coverage), y(Math.min(most, point.risk))] as const);
  const limits = [0.02, 0.05, 0.1].flatMap((limit) => [
    line(x(0), y(limit), x(1), y(limit), 'limit'),
    words(x(1), y(limit) - 3, `${limit * 100} %`, { anchor: 'end' }),
  ]);
  return svg({ ...chart, width: SIZE.width, height: SIZE.height }, [
    ...frame,
    ...limits,
    polyline(path(best), 'curve dashed'),
    polyline(path(points), 'curve'),
  ]);
}

/** Share right against stated confidence, a 95 % line through each bin; bigger points hold more. */
export function reliabilityDiagram(chart: Chart, bins: readonly ReliabilityBin[]): string {
  const { x, y, frame } = axes(label('columns', 'confidence'), label('columns', 'accuracy'), 1);
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const points = bins
    .filter((bin) => bin.count > 0)
    .flatMap((bin) => {
      const { low, high } = wilson(bin.right, bin.count);
      const across = x(bin.meanConfidence);
      return [
        line(across, y(low), across, y(high), 'whisker'),
        circle(across, y(bin.right / bin.count), 4 + 10 * Math.sqrt(bin.count / total), 's0'),
        words(across + 10, y(bin.right / bin.count) + 14, String(bin.count)),
      ];
    });
  return svg({ ...chart, width: SIZE.width, height: SIZE.height }, [
    ...frame,
    line(x(0), y(0), x(1), y(1), 'curve dashed'),
    ...points,
  ]);
}
