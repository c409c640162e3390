package events

import (
	"math"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
)

// names numbers texts in the order in which they are met.
type names struct {
	list   []string
	number map[string]int32
	last   int32 // the number given last, plus one: neighbouring rows often repeat
}

// add returns the number of text, which it copies if it is new.
func (n *names) add(op, what string, text []byte) (int32, error) {
	if n.last > 0 && n.list[n.last-1] == string(text) {
		return n.last - 1, nil
	}
	i, ok := n.number[string(text)]
	if !ok {
		if len(n.list) == math.MaxInt32-1 {
			return 0, &clm.LimitError{Op: op, Limit: math.MaxInt32 - 1, What: what}
		}
		if n.number == nil {
			n.number = make(map[string]int32)
		}
		i = int32(len(n.list))
		s := string(text)
		n.list = append(n.list, s)
		n.number[s] = i
	}
	n.last = i + 1
	return i, nil
}

// ranks returns the place of each text in bytewise order.
func ranks(list []string) []int32 {
	order := make([]int32, len(list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(list[a], list[b]) })
	rank := make([]int32, len(list))
	for r, i := range order {
		rank[i] = int32(r)
	}
	return rank
}
