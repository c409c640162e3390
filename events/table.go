package events

// table is the memory that a log and its views share: one slice for each
// field, in the order of the log. At most 49 bytes an event, and 4 for each
// kept column.
type table struct {
	micros   []int64
	customer []int32 // number of the customer, −1: not known
	item     []int32 // number of the item, −1: none
	order    []int32 // number of the order
	kind     []Kind
	quantity []float64
	amount   []int64
	discount []int64   // nil: all 0
	rating   []float32 // nil: all 0
	kept     []column

	// Names by number, numbered by first appearance.
	customers, items []string
	orders           []string // the id of each order, "" where it had none
}

// column is a kept column: a text for each event.
type column struct {
	name  string
	value []int32 // number of the text, −1: none
	texts []string
}

func (t *table) len() int { return len(t.micros) }

// name returns list[i], and "" for −1.
func name(list []string, i int32) string {
	if i < 0 {
		return ""
	}
	return list[i]
}
