/**
 * What must hold of uniform, to the bit. The words are Threefry-2x32-20 as JAX computes it (partitionable layout); those of
 * the keys of seeds 0 and 42, of the folded key, and of the smallest and the largest number are JAX 0.10.2's own, the others come from a program of its own that
 * was first checked against 5,245 words and the published known answers.
 */
import type { Shape } from '@bernoulli/api/ir';
import type { CaseKind, OpCases, ValueCase } from '../case.ts';
import { f32, i32 } from '../data.ts';

/** A draw, and the 32-bit words behind its elements in hexadecimal. */
function draw(
  kind: CaseKind,
  name: string,
  key: readonly [number, number],
  shape: Shape,
  offset: number,
  words: string,
): ValueCase<'uniform'> {
  const bits = words === '' ? [] : words.split(' ').map((word) => Number.parseInt(word, 16));
  return {
    kind,
    name,
    inputs: [i32([2], key), i32([], [offset])],
    attrs: { shape },
    output: f32(
      shape,
      bits.map((word) => (word >>> 9) * 2 ** -23),
    ),
  };
}

export const uniformCases: OpCases<'uniform'> = {
  values: [
    draw('plain', 'key of seed 0', [0, 0], [4], 0, 'f29a4fa7 fa843692 55110e28 77faa835'),
    draw('plain', 'key of seed 42', [0, 42], [2, 3], 0, '7d1c13a2 ae0730d9 9dc3f9f9 8f9ec1d7 735d7315 95fb4ed8'),
    draw(
      'plain',
      'key of seed 42 from row 2',
      [0, 42],
      [2, 3],
      2,
      '1326b799 c66f24b0 b2eefe8d d191fbb0 59ad9a31 df712270',
    ),
    draw(
      'edge',
      'key words with the high bit set',
      [-868588243, -255642823],
      [2, 2, 2],
      0,
      '36c82577 32c881c7 ad12e9de d2766674 c46f27be 2d7f9220 2319083a dd84d5a2',
    ),
    draw('edge', 'zero, the smallest number there is', [9, 5298507], [2], 0, '00000060 0090918e'),
    draw('edge', 'the largest number there is', [9, 632422], [2], 0, 'ffffff1f 91a4a1af'),
    draw('edge', 'rank 0', [0, 42], [], 0, '7d1c13a2'),
    draw('edge', 'rank 0 from position 5', [0, 42], [], 5, '95fb4ed8'),
    draw(
      'edge',
      'one row of nine',
      [0, 1],
      [1, 9],
      0,
      '704a38b7 88a4083e 7227b57a 703abff1 e5b993a4 8f1716bc fbdfed74 d78cb814 62c27486',
    ),
    draw(
      'edge',
      'rows of two axes from row 3',
      [7, 9],
      [2, 2, 3],
      3,
      'b7ef7711 3cdafd4e 00b4dcb5 32ac0e9e 3c68f2b1 d5cc4115 0d2cb7ea ec0ecdd1 06dcc3d8 1a642fec 9e3623e8 25f871e5',
    ),
    draw(
      'edge',
      'the counter crosses 2^32',
      [1, 5],
      [4, 3],
      1431655764,
      'b0fdd73f d9765b9a c20c1aca 1568efc8 8be96c99 44e1d625 929729bd 3179a609 5a2032c6 33f68233 9045a5f7 2dbd2612',
    ),
    draw('edge', 'the last row there is', [1, 5], [2, 2], 2147483647, 'c20c1aca 1568efc8 8be96c99 44e1d625'),
    draw(
      'edge',
      'the counter starts beyond 2^33',
      [-2147483648, -1],
      [1, 7],
      2000000000,
      '4c71f7ba 82591abd bef3e41f cdf8c85b 5877d731 d71e251f fe0c1eb2',
    ),
    draw('empty', 'no rows', [0, 42], [0, 3], 7, ''),
    draw('empty', 'rows of nothing', [0, 42], [3, 0], 7, ''),
    draw(
      'large',
      'nine rows of 37 from row 5',
      [0, 42],
      [9, 37],
      5,
      '06ce4294 267f8410 b74eaf1b 5afa066e 72b0f9b4 1f7dbcff ae0499dd 6e205b81 2f15febf 9402043b 4058d508 195abc1c ' +
        '80463c95 ec8f99de e9965140 0d5c2dbb 0ab5b784 131c9f7d 61ed961f 251d6c8c 8531412e 9395fcf2 4f46b253 39338d50 ' +
        '26fc990e d021ebe3 d1c70f8f ccfed5e6 fc256d14 0ff523f1 11daff08 19054d07 55702155 6d3d6a38 d8903bb4 2f9845e4 ' +
        'ac194d7a cad25bd5 8ccbb066 3add1b37 c1c6f881 d782237d acb3bfd9 01adeb6a 24b04f1e ea5fb732 e96c88a1 30988b68 ' +
        'd1248782 6d7c490e 20c61791 8ef98810 8afe1525 95088ae1 77713a7a caec8e95 86bfebcd 6ff04c55 f71d7ec6 798e66fc ' +
        '259a1d2c e982e57e 4c5e840c 5d1a752c de8b9319 d8f2f291 c58c380e 640a3176 e3795485 3724ceeb 6c8001f5 ac152cbd ' +
        '76966374 f61463b3 0e7a4136 26ee7d66 f3d45be1 f3bdc85c e11bfffa 53443409 c6f1b08d d8036f3c eed5545f 919d94cb ' +
        '79da8bca 92097bac cb5b7dcb 17d56e1a 7f356465 c191f410 3e1beba5 b87463f8 03cc4f9e ee9ec2ed 93cd262e 91053fdf ' +
        'e3226ce2 8365c3f9 0b9c549e 3e83aa6a d52053e7 8c827447 f5d57b35 ede33051 2e3abf93 f732c02b 1a5b1f1f f6c832d8 ' +
        '161fd612 36379123 da77a65a fbd0e153 45ae047a 271be9fa f5b00fb5 7138f55e 45fc2af0 bc501886 c64add87 27130a8f ' +
        'a74243ec ab701e38 6633960d 0d142893 cfecb974 5f890ab6 b6b7e2c3 3e6f8ff0 56aadda3 966a6dd6 9d5c0b71 7e307165 ' +
        'bc49557c a586cb13 5c96a034 a0f57648 3fc9ac1f 296c7785 93e5e7ba 4e1c6967 1fa32caa 9f35a172 e0a29f7b bcdabd29 ' +
        'b0fbe4b2 6e112b87 09757487 4eb2df62 4dbd53ab 5568ceef 4a2dffcf 2f5a018a f0805eef 8b191b60 32943f94 570626cb ' +
        'c7c55ef2 0d8b877f beb35e01 18e0bba9 ce57bc31 610557ab 9d3c6a8d 1ba70e57 2ac7df41 680c8896 29afc358 50eb384d ' +
        'f1f5de52 2595022a aac18b71 f70ce24b e3cfd9f3 c7cc3f2f 96cd4d5b 500d2987 49c5f3f5 63fda384 68c68eca 6b6ef293 ' +
        '3a29b743 1de40f45 e241bcee d99091bc 9fc37a5f 453a4c8c 9690b7e6 0beb1ae0 c5aa44cb 22fe435a 4efdc71f 3c71ef68 ' +
        '8d68c81c 1c96d092 10e8c0c2 6816a95f bd0020fd cdedac95 7ac1e5f6 87536261 23e91670 96d61761 bca1c349 f07dd5ac ' +
        'bdd5520b 4eddc9f7 7ce43bdf da9fcc01 cf1bf7b0 d29c7286 3c7499d3 43349391 b578ff16 3dcea735 1d56cc83 d2797e70 ' +
        '4218b70d 1239e1e8 b1122cc4 160cb601 c0d1a5cb 0fea8ec6 9540ce16 28c0b913 0d3d64f5 4b1b4fbd a9f39fe5 7de0b409 ' +
        'f4342bb2 1edac758 629980c0 56b225fd 5f6a1fbe 9e5c9810 36423202 aece8a50 038f0859 df4d6a34 53f78673 0d79f639 ' +
        'cd33123a b94c552b 8431a011 0b41b8bf 2969e841 249a2b59 3144f164 087b9b77 1278d3da 1d55113b 5b7605cb bcf4d6d5 ' +
        'ba6c96e5 1d968ef1 14fa0d73 b8a44788 f7b57604 c63d6aed 67891bda 8c2e8d04 80c37e0b 70a1a842 74da0d53 5db82cc3 ' +
        '196d624a 3eb8c4b8 3373d0f7 16bed7e1 4d64d365 c5dd3bea c0bf90b0 1c996cda 0e3b19d7 f0a0f6fa 0cf51a4d 16a61c6a ' +
        '3ca9a69b 2f91dcad 9e4df50b bdd1c360 9d026603 c5537142 e3486ba4 87aa1541 8330eb0d e62912b6 ddeb349c 97f41629 ' +
        'c9a6c71c 0747cb9c ac7c48a1 4926f7c2 fdf3193e 9ed7cbbf 37d2dcaf 1d8172b4 0c25ff2b 3dfbaf2a 219406b9 c6c8c116 ' +
        'bf8ab970 db202bc8 20c654f7 038f5c07 5c25a3af 8f1a85fb d486b3f6 8f83c7d7 51546fda 1498c435 3eca029d 55c21c75 ' +
        'ca53866c 105780da a47bf4f6 cb42b177 45f244e7 a8dd5051 baa1d5e3 8bfc9015 c2e49d0a fcf0d70c a5da56c4 26de246c ' +
        '2cd4b086 c4331ae2 c17a84be 19f4431d 2c95af13 bdd4c5c2 cc33de4f 11939219 cccc9ba1',
    ),
  ],
  gradients: [],
};
