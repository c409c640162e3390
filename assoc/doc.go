// Package assoc answers "what is bought together?": it finds the sets of items
// that many baskets share, exactly and in bounded memory.
//
// Baskets are sets of item numbers, walked once; events.Log.Baskets yields them,
// and events.Log.Items is the [clm.Index] of the names:
//
//	names := log.Items()
//	sets, err := assoc.Eclat{MinSupport: 0.001}.Fit(ctx, log.Baskets())
//	for set, count := range sets.All() {
//		fmt.Println(set, count)
//	}
//	count, ok := sets.Support(17, 4)
//
// and from the sets what goes with what, with the usual measures:
//
//	rules, err := assoc.Rules{MinConfidence: 0.3, SortBy: assoc.Lift}.Of(ctx, sets)
//	for rule := range rules.All() {
//		fmt.Println(assoc.Explain(rule, names))
//	}
//
// and what to offer with a basket, each offer with its reason:
//
//	seller, err := assoc.CrossSell{MinSupport: 0.001, MinConfidence: 0.1}.Fit(ctx, log.Baskets())
//	for _, offer := range seller.AppendTop(nil, []int{17, 4}, 3) {
//		fmt.Println(names.ID(offer.Item), offer.Confidence)
//		for _, item := range seller.AppendReason(nil, offer) {
//			fmt.Println("  as the basket has", names.ID(item))
//		}
//	}
//
// # Choosing
//
//   - [Eclat] is the miner to take. It finds closed and maximal sets directly.
//   - [Eclat.Count] says how many sets there are, of each length, without storing them:
//     what to ask before a run that may find too many.
//   - [FPGrowth] and [Apriori] are the other two methods that people know by
//     name. They find the same sets in the same order, usually more slowly, and
//     closed and maximal ones only by way of all frequent ones.
//   - [All] frequent sets are what rules are made from. [Closed] sets say the
//     same with fewer sets: the support of every frequent set follows from them.
//     [Maximal] sets are the fewest and say only what is frequent.
//   - [Rules] are made from all frequent sets, or from closed ones, which leave
//     out the rules that say the same with fewer items.
//   - [CrossSell] makes offers out of rules, by confidence, lift or expected extra
//     margin. [CrossSell.Evaluate] says on later baskets whether that is better
//     than a list of the most frequent items.
//   - [Counts] counts known sets in new or distributed baskets.
//
// Seconds for all frequent sets of public data, and for the closed ones of
// [Eclat], one worker, preparation included (AMD EPYC, November 2026):
//
//	data, minimum support     sets       Eclat  FPGrowth  Apriori  closed sets     Eclat
//	retail, 0.01 %            240,852     0.06      0.13     0.21      189,077      0.09
//	T10I4D100K, 0.02 %        129,875     0.07      0.18     0.26      107,822      0.08
//	mushroom, 5 %           3,755,511     0.03      0.09     0.45       12,843      0.01
//	chess, 50 %             1,272,932     0.03      0.07     0.19      369,450      0.09
//
// To count all of them without storing any takes 0.003 s for mushroom and 0.02 s for
// chess, and about as long as [Eclat] for the other two.
//
// Baskets come from events.Log.Baskets, [ReadFIMI], [ReadPairs] or any iterator.
//
// # Promises
//
//   - Every set that is frequent is found, with its exact support, by every
//     miner and for any number of workers, in the same order.
//   - MinSupport is read as the decimal that it prints, and compared exactly.
//   - Rules are judged by whole numbers: a confidence of 3/10 is at least 0.3.
//   - [CrossSell.Evaluate] learns from the training baskets alone.
//   - A run that finds too much stops with a LimitError that says what helps,
//     such as a higher count; it does not fill the memory.
//   - A basket is a set: order and repetitions do not matter. Empty baskets count
//     among all baskets.
//
// # Caveats
//
//   - The number of frequent sets grows without warning as the support falls:
//     a set of 30 items has a billion subsets, all at least as frequent. Start
//     high, count them first ([Eclat.Count], with a deadline in the context), bound
//     their length by MaxLen, or ask for closed or maximal sets.
//   - Support says how often, not how surprisingly often: two items that
//     everybody buys are bought together by everybody.
//   - Items that always come together, such as a set and its parts, make many
//     sets that say one thing. Closed sets keep one of them.
//   - A rule is a correlation among baskets and no promise that offering B makes
//     anyone buy it. A confidence below the share of all baskets with B (lift
//     below 1) says the opposite of what the rule seems to say.
//   - Among a million rules some look good by chance: p-values that are adjusted
//     for their number, or a later set of baskets, tell.
package assoc
