/** The course of several trainings in one chart. */
import type { History } from '@bernoulli/api';
import { lineChart, type Line } from '@bernoulli/charts';

/** Loss or accuracy over the epochs: test figures as lines, training figures dashed, a colour for each training. */
export function trainingCurves(
  title: string,
  figure: 'loss' | 'accuracy',
  trainings: Readonly<Record<string, History>>,
): string {
  const test = figure === 'loss' ? 'valLoss' : 'valAccuracy';
  return lineChart({
    title,
    subtitle: 'Training figures are measured while units are dropped, test figures with all of them.',
    xLabel: 'epoch',
    yLabel: figure,
    percent: figure === 'accuracy',
    series: Object.entries(trainings).flatMap(([name, { history }], i): Line[] => {
      const line = (key: string): Pick<Line, 'points' | 'colour'> => ({
        points: history[key]!.map((value, epoch) => [epoch + 1, value]),
        colour: i,
      });
      return [
        { name: `${name}, test`, ...line(test) },
        { name: `${name}, train`, ...line(figure), dashed: true },
      ];
    }),
  });
}
