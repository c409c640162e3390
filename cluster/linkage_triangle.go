package cluster

import (
	"context"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
)

// triangle holds the distances of all pairs of clusters; those that ward,
// centroid and median linkage keep are squared.
//
// Row i of it has the distances to the clusters of lower index, the place i
// of a cluster being another thing than its number: from time to time the places of
// clusters that have gone are taken out.
type triangle struct {
	method LinkageMethod
	dist   []float64
	size   []float64 // by place, number of rows
	number []int32   // by place
	place  []int32   // by number
	live   []int32   // places, ascending
	a, b   []float64 // scratch, in the order of live
}

func emptyTriangle(n int, method LinkageMethod) *triangle {
	t := &triangle{
		method: method, dist: make([]float64, n*(n-1)/2), size: make([]float64, n),
		number: make([]int32, n), place: make([]int32, n), live: make([]int32, n),
		a: make([]float64, n), b: make([]float64, n),
	}
	for i := range n {
		t.size[i], t.number[i], t.place[i], t.live[i] = 1, int32(i), int32(i), int32(i)
	}
	return t
}

// triangleOf takes distances as pdist has them. Backwards, they are a triangle
// whose first row is the last of the caller.
func triangleOf(ctx context.Context, op string, n int, distances []float64, c Linkage) (*triangle, error) {
	t := emptyTriangle(n, c.Method)
	err := par.For(ctx, n, max(1, 1<<20/n), c.Workers, func(_, lo, hi int) error {
		for i := lo; i < hi; i++ { // row i of the caller
			from := len(distances) - (n-i)*(n-i-1)/2
			row := distances[from : from+n-i-1]
			dst := t.tail(n - 1 - i)
			for j, v := range row {
				if !(v >= 0 && v <= hugest) {
					e := &clm.ValueError{Op: op, Row: i, Col: i + 1 + j, Value: v}
					if v-v == 0 {
						e.Want = "a distance from 0 to 1e140"
					}
					return e
				}
				if t.squared() {
					v *= v
				}
				dst[len(dst)-1-j] = v
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// squared tells whether the distances are.
func (t *triangle) squared() bool { return Linkage{Method: t.method}.isCentred() }

func (t *triangle) height(dist float64) float64 {
	if t.squared() {
		return math.Sqrt(dist)
	}
	return dist
}

// tail returns row i, the distances to places below i.
func (t *triangle) tail(i int) []float64 {
	from := i * (i - 1) / 2
	return t.dist[from : from+i : from+i]
}

func (t *triangle) distance(a, b int32) float64 {
	i, j := int(t.place[a]), int(t.place[b])
	return t.tail(max(i, j))[min(i, j)]
}

// row copies the distances of the cluster at place i to those at live into
// dst; that to itself is junk.
func (t *triangle) row(dst []float64, i int) {
	at, _ := slices.BinarySearch(t.live, int32(i))
	own := t.tail(i)
	for k, j := range t.live[:at] {
		dst[k] = own[j]
	}
	dst = dst[at+1:]
	dist := t.dist
	for k, j := range t.live[at+1:] {
		j := int(j)
		dst[k] = dist[j*(j-1)/2+i]
	}
}

func (t *triangle) setRow(src []float64, i int) {
	at, _ := slices.BinarySearch(t.live, int32(i))
	own := t.tail(i)
	for k, j := range t.live[:at] {
		own[j] = src[k]
	}
	src = src[at+1:]
	dist := t.dist
	for k, j := range t.live[at+1:] {
		j := int(j)
		dist[j*(j-1)/2+i] = src[k]
	}
}

func (t *triangle) search(c, _ int32, _ float64) neighbour {
	i := t.place[c]
	row := t.a[:len(t.live)]
	t.row(row, int(i))
	e := nobody()
	for k, v := range row {
		if v < e.bound && t.live[k] != i {
			e.nearer(int32(k), v)
		}
	}
	if e.to >= 0 {
		e.to = t.number[t.live[e.to]]
	}
	return e
}

// merge puts the merge of two clusters at the higher place of the two, which
// has the longer row.
func (t *triangle) merge(a, b int32) int32 {
	i, j := int(t.place[a]), int(t.place[b])
	if i > j {
		i, j = j, i
	}
	between := t.tail(j)[i]
	x, y := t.a[:len(t.live)], t.b[:len(t.live)]
	t.row(x, i)
	t.row(y, j)
	t.combine(x, y, between, t.size[i], t.size[j])
	t.setRow(y, j)
	t.size[j] += t.size[i]
	at, _ := slices.BinarySearch(t.live, int32(i))
	t.live = slices.Delete(t.live, at, at+1)
	stays := t.number[j]
	if len(t.live) <= len(t.number)/2 && len(t.live) > 64 {
		t.compact()
	}
	return stays
}

// combine sets y to the distances of the merge of two clusters, of sizes p and
// q and between apart, from the distances x of the one and y of the other. The
// formulas are those of Lance and Williams.
func (t *triangle) combine(x, y []float64, between, p, q float64) {
	x = x[:len(y)]
	switch t.method {
	case SingleLinkage:
		for k, v := range x {
			y[k] = min(v, y[k])
		}
	case CompleteLinkage:
		for k, v := range x {
			y[k] = max(v, y[k])
		}
	case AverageLinkage:
		for k, v := range x {
			y[k] = (float64(p*v) + float64(q*y[k])) / (p + q)
		}
	case WeightedLinkage:
		for k, v := range x {
			y[k] = (v + y[k]) / 2
		}
	case WardLinkage:
		for k, v := range x {
			r := t.size[t.live[k]]
			y[k] = max(0, (float64((p+r)*v)+float64((q+r)*y[k])-float64(r*between))/(p+q+r))
		}
	case CentroidLinkage:
		off := float64(p / (p + q) * (q / (p + q)) * between)
		for k, v := range x {
			y[k] = max(0, (float64(p*v)+float64(q*y[k]))/(p+q)-off)
		}
	case MedianLinkage:
		for k, v := range x {
			y[k] = max(0, float64((v+y[k])/2)-float64(between/4))
		}
	}
}

// compact takes out the places of clusters that have gone. A row moves towards
// the beginning only, so nothing is overwritten before it is read.
func (t *triangle) compact() {
	for i, from := range t.live {
		to, row := t.tail(i), t.tail(int(from))
		for j := range to {
			to[j] = row[t.live[j]]
		}
		t.size[i], t.number[i] = t.size[from], t.number[from]
	}
	n := len(t.live)
	t.dist, t.size, t.number = t.dist[:n*(n-1)/2], t.size[:n], t.number[:n]
	for i := range t.live {
		t.live[i] = int32(i)
		t.place[t.number[i]] = int32(i)
	}
}
