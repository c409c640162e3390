package cluster

// clusterHeap is a heap of clusters by the distance of their neighbours, and
// by their numbers where that is equal.
type clusterHeap struct {
	near  []neighbour
	at    []int32
	place []int32 // by cluster
}

func newClusterHeap(near []neighbour) *clusterHeap {
	h := &clusterHeap{near: near, at: make([]int32, len(near)), place: make([]int32, len(near))}
	for i := range h.at {
		h.at[i], h.place[i] = int32(i), int32(i)
	}
	for i := len(h.at)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
	return h
}

func (h *clusterHeap) less(a, b int32) bool {
	x, y := h.near[a].dist, h.near[b].dist
	return x < y || x == y && a < b
}

func (h *clusterHeap) put(i int, c int32) {
	h.at[i] = c
	h.place[c] = int32(i)
}

func (h *clusterHeap) down(i int) {
	c := h.at[i]
	for {
		j := 2*i + 1
		if j >= len(h.at) {
			break
		}
		if j+1 < len(h.at) && h.less(h.at[j+1], h.at[j]) {
			j++
		}
		if !h.less(h.at[j], c) {
			break
		}
		h.put(i, h.at[j])
		i = j
	}
	h.put(i, c)
}

func (h *clusterHeap) up(i int) {
	c := h.at[i]
	for i > 0 {
		j := (i - 1) / 2
		if !h.less(c, h.at[j]) {
			break
		}
		h.put(i, h.at[j])
		i = j
	}
	h.put(i, c)
}

// moved puts a cluster whose distance has changed into its place.
func (h *clusterHeap) moved(c int32) {
	h.up(int(h.place[c]))
	h.down(int(h.place[c]))
}

func (h *clusterHeap) remove(c int32) {
	i := int(h.place[c])
	last := h.at[len(h.at)-1]
	h.at = h.at[:len(h.at)-1]
	if last != c {
		h.put(i, last)
		h.moved(last)
	}
}
