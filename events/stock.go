package events

// stock holds the parts of units left of each purchase of one item by one customer,
// in order, and finds the latest with enough of them in O(log purchases).
type stock struct {
	event   []int32     // number of the purchase in the log
	most    [][]float64 // units left; each further level the larger of two below
	instant int64       // the time that at was last told
	earlier int         // how many purchases were before it
}

// at tells the time of the next event and returns how many purchases are
// earlier.
func (s *stock) at(micros int64) int {
	if micros != s.instant {
		s.instant, s.earlier = micros, len(s.event)
	}
	return s.earlier
}

// add appends a purchase.
func (s *stock) add(event int32, units float64) {
	s.event = append(s.event, event)
	if len(s.most) == 0 {
		s.most = [][]float64{nil}
	}
	s.most[0] = append(s.most[0], units)
	s.mend(len(s.event) - 1)
}

// take takes units from purchase i.
func (s *stock) take(i int, units float64) {
	s.most[0][i] -= units
	s.mend(i)
}

// mend puts the levels above purchase i right.
func (s *stock) mend(i int) {
	for k := 1; k < len(s.most); k++ {
		below := s.most[k-1]
		i /= 2
		v := below[2*i]
		if 2*i+1 < len(below) {
			v = max(v, below[2*i+1])
		}
		if i == len(s.most[k]) {
			s.most[k] = append(s.most[k], v)
		} else {
			s.most[k][i] = v
		}
	}
	if top := s.most[len(s.most)-1]; len(top) > 1 {
		s.most = append(s.most, []float64{max(top[0], top[1])})
	}
}

// latest returns the last of the first n purchases that has at least that
// many units left, or −1.
func (s *stock) latest(n int, units float64) int {
	if n == 0 {
		return -1
	}
	return s.search(len(s.most)-1, 0, n, units)
}

func (s *stock) search(level, i, n int, units float64) int {
	if i >= len(s.most[level]) || i<<level >= n || s.most[level][i] < units {
		return -1
	}
	if level == 0 {
		return i
	}
	if j := s.search(level-1, 2*i+1, n, units); j >= 0 {
		return j
	}
	return s.search(level-1, 2*i, n, units)
}
