// Package vec answers the questions that every algorithm of the module asks of
// plain slices (dot products, sums, distances, smallest elements, order of integer
// keys) and of single numbers (exp, log, log1p, sigmoid, tanh), with the same bits
// on every machine.
//
//	d := vec.SqDist(row, centre)   // eight lanes, fixed tree
//	p := vec.Sigmoid(vec.Dot(w, row))
//	vec.LogTo(dst, src)            // the bits of vec.Log, element by element
//
// # Order of operations
//
// The order in which numbers are rounded is part of the contract. A faster form
// of a function gives the bits of the plain Go form, or it is wrong. Two results
// are the same if == says so or if both are NaN.
//
// Dot, Sum and SqDist have eight lanes that start at +0. Element i is added to
// lane i mod 8, in ascending order, with a separate multiply and add (two
// roundings, never a fused one). At the end
//
//	((l0+l4) + (l2+l6)) + ((l1+l5) + (l3+l7))
//
// which is what halving a register of eight, four and two numbers computes. A lane
// can never be −0, so padding the last group with zeros changes nothing.
//
// Dot32, Sum32 and SqDist32 are the same for float32 with sixteen lanes: element i
// is added to lane i mod 16, and at the end lane i+8 is added to lane i, then i+4,
// i+2 and i+1. Nothing is computed in float64 in between.
//
// DotChain and SqDistChain are one chain of fused multiply-adds (math.FMA) along
// ascending i, started from +0. An output of a matrix product or of an assignment
// to centres is such a chain, whatever number of outputs is computed side by side;
// so one row and many rows agree to the bit.
//
// The same chain is the distance in Assign, AssignTwo, SumNearer, CountWithin and MaskWithin. Their
// forms for float32 round every difference and every step of the chain to float32
// once, as FMA32 does.
//
// SumRoots takes the square roots of such chains, and adds that of point i to lane
// i mod 8, with the eight lanes and the tree of Sum.
//
// SumNearer adds the smaller one of such a chain and a distance known before, times a
// weight, with the eight lanes and the tree of Dot.
//
// Axpy, Add, Scale and AddOuter treat each element by itself, again with separate
// multiply and add; so do Axpy32 and Scale32.
//
// AddRows adds one row after the other, so a sum has the bits of that order.
//
// SchurPairs, SchurPairsTwo, LaneProducts, LaneSquares, LaneAxpy, LaneRiccati and LaneSee have a problem in each lane and no sums
// across lanes; multiply, add and subtract are separate, and the steps are in order for every number.
//
// ArgMin, ArgMin32 and TwoLowest32: NaN never wins, −0 equals +0, the lowest index wins
// a tie.
//
// Gaps32 rounds every root, product, difference and sum to float32 once, none fused.
//
// AppendAtMost, AppendAtMost32 and AppendNotAbove32 compare and round nothing: −0 equals +0, and a
// comparison with NaN is false.
//
// ExpTo, LogTo and Log1pTo give each element the bits of Exp, Log and Log1p.
//
// # Rows of a product
//
// ArgMin and AppendAtMost read what a product of matrices has left in the cache,
// row by row. Distances from a product, ‖x‖² − 2·x·y + ‖y‖², are off by up to
//
//	(d+4)·2⁻⁵²·(‖x‖+‖y‖)²
//
// with d the number of columns. A question whose answer is the difference form
// Σ (x−y)² (nearer than r?) asks AppendAtMost for the elements at most r² plus that
// error, and computes SqDist or SqDistChain for those that come back:
//
//	near = vec.AppendAtMost(near[:0], row, r2+band)
//	for _, j := range near {
//		if vec.SqDist(x, y[j]) <= r2 { ... }
//	}
//
// The product of numbers so large that their squares overflow is NaN and at most
// nothing; a caller that allows them looks at such rows apart.
//
// # Tables in columns
//
// Functions that ask the same of many rows have rows side by side in memory. Assign,
// AssignTwo, SumNearer and AddRows take blocks: 32 rows of float64 (Block) or 64 of float32 (Block32), column by
// column, the last block padded with anything. A block is then the same whatever the number
// of rows, and a table streams through memory once. CountWithin, MaskWithin and SumRoots
// take columns of any length.
//
//	vec.Assign(label, dist, blocks, centres, d)
//	vec.AddRows(sum, label, blocks, d)
//	vec.FillBlock(block, rows, index, next, d)   // rows that stand row by row
//	n := vec.CountWithin(cell, stride, rows, point, eps*eps)
//	sum := vec.SumRoots(sums, cell, stride, point)
//
// Without a fused multiply-add for float32 in plain Go, the forms for float32 are four times
// slower than those for float64 where there is no assembly.
//
// # Keys
//
// RadixSort32 and RadixSort64 sort integer keys and take a payload along, such as the
// number of a row; equal keys keep their order. PrefixSum makes places of counts:
//
//	vec.RadixSort64(cells, rows, cellScratch, rowScratch)
//	n := vec.PrefixSum(counts)   // where each group begins, and how many there are in all
//
// # Accuracy
//
// Every function of a single number has an error below 1 unit in the last place (ulp)
// of the exact result. The largest error that about a million dense, random and chosen
// arguments of each have shown (the tests run about 20,000 others) is
//
//	Exp       0.67, and 0.76 where the result is subnormal
//	Log       0.64
//	Log1p     0.66
//	Sigmoid   0.67, and 0.75 where the result is subnormal
//	Tanh      0.84
//
// The references are series in math/big with more than 200 bits.
//
// # Choosing
//
// SqDist and SqDistChain, and Dot and DotChain, differ in their last bits. Use the
// lanes for a number that is always computed by itself, such as the score of a
// linear model. Use the chain for a number that is also computed for many rows at
// once as a product of matrices, such as the distance to a centre. Whichever it
// is, one question is answered by one of them throughout.
//
// # Caveats
//
// A slice is data, its length is code: wrong lengths panic, values never do.
// NaN and infinities pass through as IEEE 754 says. Where a function has
// dst and src they are the same slice or do not overlap.
//
// math.FMA is exact everywhere, and slow on the few processors without the
// instruction: there the results are the same and take twenty to thirty times as long.
//
// Packages of this module call Exp and Log of this package and not those of package
// math, which have other bits on other processors.
package vec

// lengthsDiffer is the text of the panic for slices that do not belong together.
const lengthsDiffer = "vec: lengths differ"

// stream is the largest number of elements that one call into assembly goes
// through, and work the largest number of multiply-adds: such a call cannot be
// interrupted, and these take less than 100 µs.
const (
	stream = 1 << 16
	work   = 1 << 20
)
