package segment

// DefaultRules returns the segments that the field usually speaks of, for
// scores of 5 bins. R says which row, F + M which column:
//
//	R \ F+M   2–3              4–5                  6                    7–8         9–10
//	5         New              Potential loyalist   Potential loyalist   Champions   Champions
//	4         Promising        Potential loyalist   Potential loyalist   Loyal       Loyal
//	3         About to sleep   About to sleep       Needs attention      Loyal       Loyal
//	2         Hibernating      Hibernating          At risk              At risk     Cannot lose them
//	1         Lost             Lost                 At risk              At risk     Cannot lose them
//
// Exactly one of the rules holds for each of the 125 scores, so their order
// does not matter and Otherwise is never used. There is no standard for where
// the borders run; these are regular, and each segment is one rectangle that a
// campaign can be written for:
//
//	Champions            bought lately, often and for much: reward them
//	Loyal                buy often and for much, not long ago: offer more
//	Potential loyalist   bought lately and more than once or well: win them over
//	New                  bought lately, little so far: welcome them
//	Promising            much the same, a little longer ago: stay in touch
//	Needs attention      middling in everything: give them a reason to come back
//	About to sleep       bought little and some time ago: remind them
//	At risk              used to buy well, not for a long time: ask them back
//	Cannot lose them     used to be the best, not for a long time: call them
//	Hibernating          bought little, long ago: cheap reminders only
//	Lost                 bought little, longest ago: let them go
//
// For another number of bins copy them and move the borders; a model with
// other bins is refused.
func DefaultRules() Rules {
	segment := func(name string, r0, r1, fm0, fm1 float64) Rule {
		return Rule{Name: name, When: []Condition{Between(FieldR, r0, r1), Between(FieldFM, fm0, fm1)}}
	}
	return Rules{Bins: 5, Rules: []Rule{
		segment("Champions", 5, 5, 7, 10),
		segment("Loyal", 3, 4, 7, 10),
		segment("Potential loyalist", 4, 5, 4, 6),
		segment("New", 5, 5, 2, 3),
		segment("Promising", 4, 4, 2, 3),
		segment("Needs attention", 3, 3, 6, 6),
		segment("About to sleep", 3, 3, 2, 5),
		segment("At risk", 1, 2, 6, 8),
		segment("Cannot lose them", 1, 2, 9, 10),
		segment("Hibernating", 2, 2, 2, 5),
		segment("Lost", 1, 1, 2, 5),
	}}
}
