package cluster

import (
	"context"
	"math"
	"slices"
)

// triangle holds the distances of all pairs of clusters; those that ward,
// centroid and median linkage keep are squared.
//
// A cluster has a place, which is another thing than its number: from time to
// time the places of clusters that have gone are taken out. The distance of places
// i > j is at off[j] + panel·i: the numbers of panel columns next to each other stand
// side by side for each row, which makes both a row and a column quick to read.
type triangle struct {
	method LinkageMethod
	dist   []float64
	off    []int
	size   []float64 // by place, number of rows
	number []int32   // by place
	place  []int32   // by number
	live   []int32   // places, ascending
	next   int       // in live, for some
	a, b   []float64 // scratch, in the order of live
}

// panel is the number of columns that stand side by side.
const panel = 8

// newTriangle returns one to be filled, for clusters of which number has those
// in its places; there were n rows.
func newTriangle(method LinkageMethod, number []int32, size []float64, n int) *triangle {
	m := len(number)
	t := &triangle{
		method: method, off: make([]int, m), size: size, number: number, place: make([]int32, n),
		live: make([]int32, m), a: make([]float64, m), b: make([]float64, m),
	}
	for i, c := range number {
		t.place[c], t.live[i] = int32(i), int32(i)
	}
	t.dist = make([]float64, t.layOut(m))
	return t
}

// layOut sets off for n places and returns how many numbers they take.
func (t *triangle) layOut(n int) int {
	t.off = t.off[:n]
	base := 0
	for j := range t.off {
		first := j / panel * panel // row of a panel
		t.off[j] = base - panel*first + j - first
		if j == first+panel-1 || j == n-1 {
			base += panel * (n - first)
		}
	}
	return base
}

// squared tells whether the distances are.
func (t *triangle) squared() bool { return Linkage{Method: t.method}.isCentred() }

func (t *triangle) height(dist float64) float64 {
	if t.squared() {
		return math.Sqrt(dist)
	}
	return dist
}

func (t *triangle) between(i, j int) float64 { return t.dist[t.off[min(i, j)]+panel*max(i, j)] }

func (t *triangle) distance(a, b int32) float64 {
	return t.between(int(t.place[a]), int(t.place[b]))
}

func (t *triangle) some() int32 {
	t.next++
	if t.next >= len(t.live) {
		t.next = 0
	}
	return t.number[t.live[t.next]]
}

func (t *triangle) waits(int32) bool { return false }

// row copies the distances of the cluster at place i to those at live into
// dst; that to itself is +Inf.
func (t *triangle) row(dst []float64, i int) {
	at, _ := slices.BinarySearch(t.live, int32(i))
	dist, off := t.dist, t.off
	for k, j := range t.live[:at] {
		dst[k] = dist[off[j]+panel*i]
	}
	dst[at] = math.Inf(1)
	dst = dst[at+1:]
	column := dist[off[i]+panel*i:]
	for k, j := range t.live[at+1:] {
		dst[k] = column[panel*(int(j)-i)]
	}
}

// setRow is the opposite of row.
func (t *triangle) setRow(src []float64, i int) {
	at, _ := slices.BinarySearch(t.live, int32(i))
	dist, off := t.dist, t.off
	for k, j := range t.live[:at] {
		dist[off[j]+panel*i] = src[k]
	}
	src = src[at+1:]
	column := dist[off[i]+panel*i:]
	for k, j := range t.live[at+1:] {
		column[panel*(int(j)-i)] = src[k]
	}
}

func (t *triangle) search(c, _ int32, _ float64) neighbour {
	row := t.a[:len(t.live)]
	t.row(row, int(t.place[c]))
	return t.nearest(row)
}

// nearest returns the neighbour of a cluster with the given distances.
func (t *triangle) nearest(row []float64) neighbour {
	e := nobody()
	for k, v := range row {
		if v < e.bound {
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
func (t *triangle) merge(_ context.Context, a, b int32) (int32, neighbour) {
	i, j := int(t.place[a]), int(t.place[b])
	if i > j {
		i, j = j, i
	}
	between := t.between(i, j)
	x, y := t.a[:len(t.live)], t.b[:len(t.live)]
	t.row(x, i)
	t.row(y, j)
	t.combine(x, y, between, t.size[i], t.size[j])
	t.setRow(y, j)
	t.size[j] += t.size[i]
	at, _ := slices.BinarySearch(t.live, int32(i))
	t.live, y = slices.Delete(t.live, at, at+1), slices.Delete(y, at, at+1)
	at, _ = slices.BinarySearch(t.live, int32(j))
	y[at] = math.Inf(1)
	e := t.nearest(y)
	stays := t.number[j]
	if len(t.live) <= len(t.number)/2 && len(t.live) > 64 {
		t.compact()
	}
	return stays, e
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

// compact takes out the places of clusters that have gone. Panels and rows
// move towards the beginning only, so nothing is overwritten before it is read.
func (t *triangle) compact() {
	n := len(t.live)
	old := slices.Clone(t.off)
	t.layOut(n)
	for first := 0; first < n; first += panel {
		last := min(first+panel, n)
		for i := first + 1; i < n; i++ {
			from := panel * int(t.live[i])
			for j := first; j < min(last, i); j++ {
				t.dist[t.off[j]+panel*i] = t.dist[old[t.live[j]]+from]
			}
		}
	}
	for i, from := range t.live {
		t.size[i], t.number[i] = t.size[from], t.number[from]
	}
	t.size, t.number = t.size[:n], t.number[:n]
	for i := range t.live {
		t.live[i] = int32(i)
		t.place[t.number[i]] = int32(i)
	}
}
