package cluster

import (
	"context"
	"math"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// fewColumns is the largest number of columns for which rows are kept in
// blocks.
const fewColumns = 48

// blockTable is a centred copy of a table of few columns, in the blocks of
// vec.Assign: column by column within each vec.Block rows.
type blockTable struct {
	centred
	x [][]float64 // one for each par.Block rows, written by who allocates it
}

func newBlockTable(ctx context.Context, v view.Rows, weight, mean []float64, total float64, workers int) (*blockTable, error) {
	n, d := v.Dims()
	t := &blockTable{centred: newCentred(n, d, mean), x: make([][]float64, par.Blocks(n, par.Block))}
	squares := make([]float64, len(t.x))
	err := par.For(ctx, n, par.Block, workers, func(b, lo, hi int) error {
		t.x[b] = make([]float64, vec.Blocks(hi-lo)*vec.Block*d)
		block := t.x[b]
		buf := v.Buffer()
		sum := 0.0
		for i := lo; i < hi; i++ {
			at := i % vec.Block
			if at == 0 && i > lo {
				block = block[vec.Block*d:]
			}
			s := 0.0
			for j, x := range v.Row(i, buf) {
				x -= mean[j]
				block[at] = x
				at += vec.Block
				s += float64(x * x)
			}
			sum += float64(weightOf(weight, i) * s)
		}
		squares[b] = sum
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.setSpread(squares, total)
	return t, nil
}

// blocks returns the blocks that hold the rows lo to hi, which are of one tile;
// lo begins a block.
func (t *blockTable) blocks(lo, hi int) []float64 {
	at := lo % par.Block * t.d
	size := vec.Blocks(hi-lo) * vec.Block * t.d
	return t.x[lo/par.Block][at : at+size : at+size]
}

// block returns the block that holds row i.
func (t *blockTable) block(i int) []float64 { return t.blocks(i-i%vec.Block, i+1) }

// assign goes through the centres in groups of about a million products with
// a tile of rows, with a look at the context after each.
func (t *blockTable) assign(ctx context.Context, lo, hi int, c *centers, label []int32, dist []float64) error {
	label, dist = label[lo:hi], dist[lo:hi]
	x := t.blocks(lo, hi)
	group := 1 << 20 / (tileRows * t.d) * t.d
	vec.Assign(label, dist, x, c.at[:min(group, len(c.at))], t.d)
	for from := group; from < len(c.at); from += group {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var labels [tileRows]int32
		var dists [tileRows]float64
		l, s := labels[:hi-lo], dists[:hi-lo]
		vec.Assign(l, s, x, c.at[from:min(from+group, len(c.at))], t.d)
		for i, s := range s {
			if l[i] >= 0 && (s < dist[i] || label[i] < 0) {
				label[i], dist[i] = l[i]+int32(from/t.d), s
			}
		}
	}
	for i, j := range label {
		// Nothing is nearest where weights were so large that means overflow.
		if j < 0 {
			label[i], dist[i] = 0, math.Inf(1)
		}
	}
	return nil
}

func (t *blockTable) distances(lo, hi int, c *centers, j int, dist []float64) {
	at := c.center(j)
	var label [tileRows]int32
	for lo < hi {
		if lo%vec.Block == 0 {
			to := min(lo-lo%tileRows+tileRows, hi)
			vec.Assign(label[:to-lo], dist[lo:to], t.blocks(lo, to), at, t.d)
			lo = to
			continue
		}
		x := t.block(lo)[lo%vec.Block:]
		s := 0.0
		for e, c := range at {
			y := x[e*vec.Block] - c
			s = math.FMA(y, y, s)
		}
		dist[lo] = s
		lo++
	}
}

func (t *blockTable) row(i int, dst []float64) {
	x := t.block(i)[i%vec.Block:]
	for j := range dst {
		dst[j] = x[j*vec.Block]
	}
}

func (t *blockTable) add(lo, hi int, label []int32, weight, sum []float64) {
	if weight == nil {
		vec.AddRows(sum, label[lo:hi], t.blocks(lo, hi), t.d)
		return
	}
	for i := lo; i < hi; i++ {
		w := weight[i]
		if w == 0 {
			continue
		}
		row := t.block(i)[i%vec.Block:]
		s := sum[int(label[i])*t.d:][:t.d]
		for j := range s {
			s[j] += float64(w * row[j*vec.Block])
		}
	}
}
