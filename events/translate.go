package events

// translator adds events to a builder that have numbers for their texts
// already, those of a table. Each text is looked up once and not once for each
// event: texts may be long.
type translator struct {
	b                       *builder
	customers, items, order dictionary
	kept                    []dictionary
}

// dictionary is the texts of one column of the table.
type dictionary struct {
	list   []string
	number []int32 // in the builder, plus two; 0: not looked up yet
	at     int32   // of a kept column: the number in the table of the text at hand, −1: none
}

// translate returns a translator for a table with the given texts.
func (b *builder) translate(customers, items, orders []string, kept []column) *translator {
	made := func(list []string) dictionary { return dictionary{list: list, number: make([]int32, len(list))} }
	t := &translator{b: b, customers: made(customers), items: made(items), order: made(orders)}
	for _, c := range kept {
		t.kept = append(t.kept, made(c.texts))
	}
	return t
}

// in returns the builder's number of text i of the table, −1 for −1.
func (d *dictionary) in(i int32, look func(text []byte) (int32, error)) (int32, error) {
	if i < 0 {
		return -1, nil
	}
	if d.number[i] == 0 {
		n, err := look([]byte(d.list[i]))
		if err != nil {
			return 0, err
		}
		d.number[i] = n + 2
	}
	return d.number[i] - 2, nil
}

// add adds an event of which entry.check has passed the numbers, with the
// table's numbers of its texts. Its error is a LimitError.
func (t *translator) add(e *entry, customer, item, order int32) error {
	b := t.b
	r := row{
		micros: e.micros, quantity: e.quantity, amount: e.amount, discount: e.discount,
		rating: e.rating, kind: e.kind,
	}
	var err error
	if r.customer, err = t.customers.in(customer, func(text []byte) (int32, error) { return b.number(&b.customers, "customers", text) }); err != nil {
		return err
	}
	if r.item, err = t.items.in(item, func(text []byte) (int32, error) { return b.number(&b.items, "items", text) }); err != nil {
		return err
	}
	if r.order, err = t.order.in(order, func(text []byte) (int32, error) { return b.order.add(b.op, "orders", text) }); err != nil {
		return err
	}
	for k := range t.kept {
		if b.numbers[k], err = t.kept[k].in(t.kept[k].at, func(text []byte) (int32, error) { return b.number(&b.kept[k], b.keptNames[k], text) }); err != nil {
			return err
		}
	}
	return b.addRow(&r)
}
