import {
  both,
  Canvas,
  circle,
  curve,
  ellipse,
  gradient,
  mix,
  type Point,
  roundedSquare,
  stroke,
} from "./canvas.ts";

const side = 512;
const tile = roundedSquare(0, side, 112);
const white = [255, 255, 255] as const;

/** Braces around three dots, for an API browser. */
export function swaggerIcon(): Uint8Array {
  const canvas = new Canvas(side);
  canvas.fill(tile, gradient([151, 214, 74], [22, 135, 98], [60, 0], [420, 512]));
  canvas.fill(both(tile, circle([120, 30], 330)), [255, 255, 255, 0.07]);
  const half: Point[] = [
    ...curve([196, 122], [140, 122], [152, 168], [152, 204]),
    ...curve([152, 204], [152, 240], [138, 256], [104, 256]),
    ...curve([104, 256], [138, 256], [152, 272], [152, 308]),
    ...curve([152, 308], [152, 344], [140, 390], [196, 390]),
  ];
  canvas.fill(stroke(half, 34), white);
  const mirrored = half.map(([x, y]): Point => [side - x, y]);
  canvas.fill(stroke(mirrored, 34), white);
  for (const x of [202, 256, 310]) canvas.fill(circle([x, 256], 18), white);
  return canvas.png();
}

/** Chevrons and a cursor, for a code editor. */
export function monacoIcon(): Uint8Array {
  const canvas = new Canvas(side);
  canvas.fill(tile, gradient([88, 86, 214], [18, 32, 92], [80, 0], [400, 512]));
  canvas.fill(both(tile, circle([420, 480], 300)), [90, 200, 250, 0.1]);
  canvas.fill(
    stroke(
      [
        [186, 160],
        [92, 256],
        [186, 352],
      ],
      38,
    ),
    white,
  );
  canvas.fill(
    stroke(
      [
        [326, 160],
        [420, 256],
        [326, 352],
      ],
      38,
    ),
    white,
  );
  canvas.fill(
    stroke(
      [
        [284, 142],
        [228, 370],
      ],
      34,
    ),
    gradient([255, 204, 92], [255, 140, 66], [280, 140], [230, 370]),
  );
  return canvas.png();
}

/** A globe with an orbit, for a map of the world. */
export function cesiumIcon(): Uint8Array {
  const canvas = new Canvas(side);
  canvas.fill(tile, gradient([28, 46, 112], [7, 10, 32], [100, 0], [400, 512]));
  const stars: readonly (readonly [number, number, number])[] = [
    [92, 104, 5],
    [420, 92, 6],
    [450, 250, 4],
    [64, 404, 4],
    [400, 430, 5],
    [150, 440, 4],
    [250, 58, 4],
  ];
  for (const [x, y, radius] of stars) canvas.fill(circle([x, y], radius), [255, 255, 255, 0.75]);

  const centre: Point = [256, 262];
  const orbit = (from: number, to: number) => stroke(ellipse(centre, 214, 62, -0.42, from, to), 16);
  const amber = gradient([255, 214, 102], [255, 122, 89], [60, 340], [450, 170]);
  canvas.fill(orbit(Math.PI, 2 * Math.PI), amber);

  const globe = circle(centre, 140);
  canvas.fill(globe, (x, y) => {
    const light = Math.min(1, Math.hypot(x - 205, y - 200) / 250);
    return mix([142, 232, 255], [16, 92, 196], light);
  });
  const line = [255, 255, 255, 0.42] as const;
  for (const rx of [52, 108]) canvas.fill(both(globe, stroke(ellipse(centre, rx, 140, -0.2), 7)), line);
  for (const dy of [-70, 0, 70]) {
    const half = Math.sqrt(140 ** 2 - dy ** 2);
    canvas.fill(
      both(globe, stroke(ellipse([256, 262 + dy], half + 10, half * 0.16, -0.2, 0, Math.PI), 7)),
      line,
    );
  }
  canvas.fill(orbit(0, Math.PI), amber);
  canvas.fill(circle([322, 300], 24), [7, 10, 32]);
  canvas.fill(circle([322, 300], 17), white);
  return canvas.png();
}
