package vec

import "math"

// Weigh sets dst[i] to the squared distance of row i of a block to q, the chain of
// SqDistChain, times 2·(w·weight[i]/(w+weight[i])), and returns the least of them, +Inf
// if there is none below. NaN is never the least, so a weight that is NaN leaves a row
// out. This is the square of the distance of two clusters in Ward's method, w and
// weight being their numbers of rows; with weights of 1 it is the squared distance alone.
//
// x is one block, Block rows of len(q) columns as [Block] says. It panics if the lengths
// differ.
func Weigh(dst, x, q, weight []float64, w float64) float64 {
	if len(dst) != Block || len(weight) != Block || len(x) != Block*len(q) || len(q) == 0 {
		panic(lengthsDiffer)
	}
	return weigh(dst, x, q, weight, w)
}

func weighGo(dst, x, q, weight []float64, w float64) float64 {
	least := math.Inf(1)
	for i := range dst {
		b := weight[i]
		s := 2 * (w * b / (w + b)) * chainTo(x, i, q)
		dst[i] = s
		if s < least {
			least = s
		}
	}
	return least
}

// Relax lowers near[i] to the squared distance of row i of a table in blocks to q, the
// chain of SqDistChain, where that is less, and sets from[i] to label there. It returns
// the row for which near is least then, and that: the lowest one of several, −1 and +Inf if
// none is below +Inf. A distance that is NaN lowers nothing, and a near that is NaN stays
// and is never the least. It is a step of Prim's method.
//
// The table is full blocks: there are len(near) rows, a multiple of Block. It panics if the
// lengths differ.
func Relax(near []float64, from []int32, x, q []float64, label int32) (at int, least float64) {
	if len(near)%Block != 0 || len(from) != len(near) || len(x) != len(near)*len(q) || len(q) == 0 {
		panic(lengthsDiffer)
	}
	return relax(near, from, x, q, label)
}

func relaxGo(near []float64, from []int32, x, q []float64, label int32) (at int, least float64) {
	at, least = -1, math.Inf(1)
	for i, v := range near {
		if s := chainTo(x, i, q); s < v {
			near[i], from[i] = s, label
			v = s
		}
		if v < least {
			at, least = i, v
		}
	}
	return at, least
}
