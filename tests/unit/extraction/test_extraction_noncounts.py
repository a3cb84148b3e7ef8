"""Pages of sport, business, culture and crime, and talk of war that counts nobody: no claim in any of it.

Every sentence is read, whatever the cheap look makes of it.
"""

import pytest

from support.extraction import written
from tollwire.domain import registry
from tollwire.extraction import casualties, language, segment
from tollwire.extraction.lexicon import lexicon

WORDS = lexicon().knowing(registry.builtin())
NAMES = language.names_of(registry.builtin())


def read(text: str) -> str:
    parses = language.parse(segment.sentences(text), NAMES)
    found = casualties.find(parses, WORDS)
    return "; ".join(f"{written(mention.count)} {mention.casualty_type}" for mention in found)


NO_CLAIM = [
    "The toll was high. The mayor put it at 55.",
    "Of these, 12 were children.",
    "A landmine blew the legs off two children.",
    "The bombardment left 14 families homeless.",
    "They included three nurses.",
    "Only one of the 20 survived.",
    "Personnel: about 820 persons; tanks: 7; artillery systems: 22",
    "2 k, 5 w",
    "There are dead and injured.",
    "People died in their hundreds.",
    "Half of the 60 soldiers were killed.",
    "There was no immediate word on casualties.",
    "It was not clear how many people had been killed.",
    "It was unclear whether there were any casualties.",
    "The soldiers escaped unhurt; 12 of them were in the post.",
    "Nothing has been heard of 19 sailors.",
    "Contact was lost with 19 soldiers.",
    "Over 10,000 took to the roads.",
    "It has sent 90,000 people across the border.",
    "It was the 12th death in a week.",
    "Only 3 of 40 guards are alive.",
    "Police raided 12 houses. They found nine.",
    "Two soldiers fell from a truck.",
    "Three marines fell ill after drinking the water.",
    "Three marines fell seriously ill after drinking the water.",
    "Twelve soldiers fell into a trap.",
    "Ten soldiers fell short of the standard.",
    "Seven officers fell under suspicion.",
    "Five hundred troops fell back.",
    "Casualties (killed/wounded): 4/11",
    "Relatives carry the coffin of one of the 14 victims of Friday's attack.",
    "Killed in action: Pvt. John Doe, 20, of Ohio.",
    "A ground war could cause 20,000 deaths.",
    "The general warned of hundreds of casualties.",
    "The UN warned that 4 million people would be displaced.",
    "The plan would cost 10,000 lives.",
    "If it is used, the weapon would kill 40,000 people.",
    "Unless aid comes, thousands will die.",
    "The attack was meant to kill hundreds.",
    "The raid could have claimed dozens of lives.",
    "Doctors fear that the toll will reach 100.",
    "They planned to kidnap 12 tourists.",
    "Had the bomb gone off, 50 people would have been killed.",
    "He offered $5,000 for each soldier killed.",
    "One child dies every ten minutes in Yemen, the agency says.",
    "A patrol of 12 came under fire; two were hit.",
    "Twenty survivors of the massacre testified.",
    "Forty families have been displaced.",
    "He lost both legs and two fingers.",
    "Seven-year-old twins were killed.",
    "Eight-month-old girl killed",
    "Neither side reported casualties.",
    "There was no information about victims.",
    "The number of casualties is unknown.",
    "Some of the wounded were in serious condition.",
    "The rebels left 14 of their men on the field.",
    "Thirty-three were found with their hands tied and bullets in their heads.",
    "The UN force suffered its first dead, two Fijians.",
    "The air force claims 22 Tigers, the Tigers admit none.",
    "Seventy rebels were accounted for, the spokesman said.",
    "The corps bagged 45 insurgents in the sweep.",
    "Surgeons amputated the legs of three soldiers.",
    "Three soldiers lost their legs.",
    "Some 5,000 people were gassed at Halabja.",
    "Still in rebel hands are 14 soldiers.",
    "Over 30 were hit by shrapnel.",
    "The soldiers fired on the crowd, felling at least 20.",
    "Police bullets felled nine strikers.",
    "Grenades blew up a truck with 12 soldiers in it.",
    "A bomb ripped through a bus, killing all aboard but one.",
    "State television showed the funerals of 12 guardsmen.",
    "United lost 3-1 to Leeds on Saturday.",
    "The visitors lost three men to injury before half-time.",
    "He shot 12 under par to lead by four.",
    "She shot a 66 in the second round.",
    "Two late goals killed off the game.",
    "The striker killed the ball with one touch and shot wide from 12 yards.",
    "The bank reported losses of 40 million.",
    "The airline's losses widened to 300 million euros.",
    "The firm cut 300 jobs and closed two plants.",
    "Rising rates killed the deal between the two companies.",
    "Three players are injured and two suspended.",
    "The team lost five in a row.",
    "City took no prisoners in a 6-0 rout.",
    "The hunter shot three deer.",
    "Farmers had to kill 2,000 sheep after the outbreak.",
    "Foxes killed 14 hens in the night.",
    "The frost killed 40 of our 120 roses.",
    "The film, shot in 12 days, cost $3 million.",
    "The photographer shot 300 portraits.",
    "The joke killed half the audience.",
    "She is survived by two sons and four grandchildren.",
    "He died at 84 after a long illness.",
    "He died on 12 March, aged 77.",
    "He was the last of nine children; two brothers fell out with him.",
    "Sales fell 12 percent.",
    "Prices fell to 40.",
    "The index fell 300 points.",
    "Two trees fell on the road.",
    "Three MPs fell asleep.",
    "The number of unemployed fell by 4,000.",
    "Unit 40 fell silent.",
    "Two men fell in love with her.",
    "Deaths from flu are not counted.",
    "The show ran for two seasons before it was killed by the network.",
    "The team missed four penalties.",
    "Four of the passwords are missing.",
    "Two pages are missing from the book.",
    "Three chapters are missing.",
    "A shot from 30 yards hit the bar.",
    "Smith took three wickets for 20 and was dropped on 12.",
    "The company lost two directors in a month.",
    "The club lost 12 members last year.",
    "The party lost 40 seats.",
    "The country lost 20,000 jobs in May.",
    "The village has lost 300 people to the cities since 1990.",
    "Twelve employees were let go.",
    "The strike, which began on 3 May, has crippled 12 mines.",
    "The striking miners, 300 of them, marched.",
    "Police arrested 12 people and seized 40 kg of cocaine.",
    "Customs seized 3,000 birds.",
    "A court sentenced four men to death.",
    "The army has deployed 3,000 soldiers to the border.",
    "Some 200 soldiers escaped unhurt.",
    "All 14 crew members were rescued unharmed.",
    "The 300 wounded-warrior bikes were sold at auction.",
    "The bomb could have killed hundreds.",
    "A war would kill millions, he warned.",
    "They vowed to kill 100 soldiers for each martyr.",
    "Up to 500 people could die, the agency warned.",
    "The plan foresees 20,000 casualties in the first week.",
    "The weapon can kill 50 people at once.",
    "As many as 1,000 people may die of hunger each day, the UN fears.",
    "An exercise simulated 300 casualties.",
    "Experts expect 10,000 deaths a year.",
    "In the novel, 12 soldiers are killed.",
    "In the game players kill 40 zombies.",
    "The virus infected 400 computers and killed 12 servers.",
    "Ten divisions fell back to the river.",
    "Eight positions fell in three days.",
    "Shells fell 12 metres from the school.",
    "Twelve shells fell on the town.",
    "Four rockets fell in open ground.",
    "Two drones were shot down and one captured.",
    "The air defence destroyed 14 drones and two missiles.",
    "Fighters captured three villages and two tanks.",
    "The army seized 12 rifles, three mortars and 4,000 rounds.",
    "Troops took 12 towns.",
    "The 101st Airborne lost its commander.",
    "The 3rd battalion was destroyed.",
    "Resolution 1701 was passed after 34 days.",
    "The operation cost 60 million dollars.",
    "It was hit by a 155 mm shell.",
    "The hospital, with 300 beds, was destroyed.",
    "The dead man was 34.",
    "The killer, 24, was shot.",
    "The victim, a 40-year-old teacher, was named.",
    "It is 20 years since the massacre.",
    "Two days of mourning for the dead were declared.",
    "Of the wounded, nothing is known; 12 ambulances came.",
    "The wounded were flown out in 3 helicopters.",
    "A delegation of 12 laid wreaths for the fallen.",
    "The two leaders discussed the war dead for 3 hours.",
    "A memorial to the 1916 dead was unveiled.",
    "He killed 3 hours in the bar.",
    "He was wounded twice and decorated four times.",
    "He was shot five times.",
    "She was stabbed 12 times.",
    "He had served two tours and been wounded in one.",
    "The boxer floored his man in round three; he was out for the count of ten.",
    "The company buried 40 km of cable.",
    "The landslide buried three houses.",
    "Storms left 4,000 homes without power.",
    "The team destroyed their rivals 7-0.",
    "Our troops destroyed 3 command posts.",
    "The coach said his side was slaughtered by 40 points.",
    "They were murdered in midfield by two youngsters.",
    "There are 40 death-row inmates in the state.",
    "Two-thirds of the wounded fish survived.",
    "The drug eliminates 90 percent of the cells.",
    "Brazil were eliminated by four teams.",
    "Two teams were eliminated in round one.",
    "Four contestants were eliminated.",
    "Seven candidates were knocked out and three withdrew.",
    "The vaccine neutralises three strains.",
    "He took out two loans.",
    "He took out 40 books.",
    "Two women were taken out to dinner.",
    "The firm has put 200 lorries out of action.",
    "The heat put 12 trains out of action.",
    "The list has 64 names.",
    "The register has 733 names.",
    "The estate was put at 2 million.",
    "The mayor put the cost at 40.",
    "The minister spoke of 12 new schools.",
    "He spoke for 40 minutes.",
    "Turnout was put at 60.",
    "The number passed 1,000.",
    "The bridge toll rose to 12.",
    "The road toll is 4 euros.",
    "The toll on exports was 40.",
    "The sides are 40 apart.",
    (
        "Wanderers lost their third game in a row when a late header killed off any hope. Two players "
        "were injured in the first half and coach Ann Peel said her side had been murdered on the wings "
        'by three quick strikers. "We shot ourselves in the foot twice," she said.'
    ),
    (
        "The golfer shot a second-round 65 and leads by two. Three rivals fell back with bogeys, and 12 "
        "missed the cut. A crowd of 4,000 watched as he holed from 30 feet."
    ),
    (
        "The retailer reported a loss of 40 million for the quarter, its third. It will close 12 shops "
        'and cut 300 jobs. Shares fell 9 percent to 412, and two directors left. "High rates killed '
        'demand," said its chief, Tom Hall.'
    ),
    (
        "Losses at the bank widened to 1.2 billion, and analysts expect 600 redundancies. The takeover "
        "was killed by regulators after four months."
    ),
    (
        "The actress, who has died aged 91, made 40 films and was nominated for three awards. She lost "
        "her husband in 1998 and is survived by two daughters."
    ),
    (
        "Professor Ilse Brand died on 3 May at 88. She wrote 14 books on the dead languages of Anatolia "
        "and taught for 40 years."
    ),
    (
        "In the game's final level the player must kill 30 guards and capture two flags. It has sold 4 "
        "million copies, and its servers were dead for three hours on Friday."
    ),
    (
        "An outbreak of bird flu has killed 12,000 hens at three farms. Another 40,000 birds will be "
        "destroyed, the ministry said."
    ),
    (
        "Frost killed most of the vines and left 40 growers with losses of up to 2 million. Two "
        "cooperatives may not survive."
    ),
    (
        "The minister survived a vote of no confidence by 12. Six rebels in her own party voted against; "
        'two abstained. "We have buried the hatchet," said one of the rebels.'
    ),
    (
        "The party lost 40 seats and its leader fell on his sword. Three deputies are in the running. "
        "Turnout fell to 51."
    ),
    (
        "A shot in the dark: three chemists who found a molecule that kills 99 bacteria in 100. Their "
        "paper had been rejected by two journals."
    ),
    (
        "The app lets you mute 20 contacts at once. A bug killed notifications for 3 million users, and "
        "12 engineers worked all night."
    ),
    (
        "The storm knocked out power to 4,000 homes, felled 60 trees and closed two roads. Four flights "
        "were cancelled and 12 diverted."
    ),
    "The chef kills the heat after 12 minutes, adds two eggs and lets the dish rest. Serves four.",
    (
        "Police arrested 14 men and seized 30 kg of heroin and two guns in raids on five houses. Two "
        "officers were praised."
    ),
    (
        "A jury of 12 took 40 minutes to clear the two men of fraud. Their lawyer said the charge had "
        "been dead from the start."
    ),
    (
        "The captain was sentenced to three years for smuggling 60 migrants. He had been captured on "
        "camera 20 times."
    ),
    (
        "The regiment paraded 200 men and 40 horses past the palace. Two soldiers fainted in the heat, "
        "and the band missed a beat."
    ),
    "The army will recruit 3,000 soldiers and buy 40 tanks. It has lost 500 officers to better-paid jobs.",
    (
        "NATO began an exercise with 20,000 troops, 300 vehicles and 50 aircraft. It simulates an attack "
        "that would leave 2,000 casualties."
    ),
    (
        "The treaty was signed by 40 states. Two, which fought a war 30 years ago, sent their foreign "
        "ministers. Talks fell apart twice."
    ),
    (
        "The museum lost 30 paintings in the fire; four were saved. The roof fell in at 3 a.m. and 60 "
        "firefighters worked till dawn."
    ),
    (
        "The two mountaineers were found alive after 4 days. Rescuers had given them up for dead. A third "
        "turned back."
    ),
    (
        "All 62 passengers and crew escaped when the airliner left the runway. Three fire engines stood "
        "by. The airline has not lost a passenger since 1989."
    ),
    (
        "The strike has crippled 12 ports. Dockers, 3,000 of whom walked out on Monday, want 8 percent. "
        '"They are killing us," said a shipper.'
    ),
    (
        'His second album sold 400,000 and spawned three hits, among them "Dead Men Walking". He fell out '
        "with two of his band, who left."
    ),
    (
        "The chess master sacrificed two pawns and captured a rook on move 23. He has lost only one of "
        "his last 40 games."
    ),
    (
        "The boxer knocked out 12 of his 14 opponents. He was wounded by the criticism and says he will "
        "be back in three months."
    ),
    "The horse fell at the fourth fence and two others were brought down. All three riders walked away.",
    "Eliminated in round one: four former champions. Seeds fell like flies, 9 of 16 in two days.",
    (
        "The cyclist crashed 30 km out, dragging down 20 riders. He lost three minutes and is out of the "
        "top ten."
    ),
    (
        "The census counted 4,000 fewer people than 10 years ago. Villages are dying; 12 have fewer than "
        "ten residents. Young people fled to the cities."
    ),
    "A tick that kills elk has reached 3 provinces. Of 40 animals tagged, 22 died.",
    "Scientists say the asteroid, 12 km wide, killed three of four species. The dead zone covered 5,000 km.",
    (
        "The bank holiday road show drew 2,000 fans; a stray dog stole the show. Two children got lost "
        "and were found."
    ),
    "The missing cat was found after 12 days in a shop 4 km away. Its owner had put up 200 posters.",
    "Nurses, 400 of whom have left since May, say 12-hour shifts are killing them. The hospital is 90 short.",
    "The author's 12th thriller kills off its hero on page 300. Readers sent 4,000 letters.",
    (
        'Two banks failed and the index lost 300 points. One trader lost 2 million in a day. "It was a '
        'bloodbath," said another.'
    ),
    "The pitcher struck out nine and left two men stranded. The bullpen was shot. They dropped two of three.",
    "A landmine museum opened with 300 exhibits. Its guide lost a leg at 12 and has cleared 50,000 mines.",
    (
        "The school team lost 12 and won 30. Two of its players were taken out by injury, and the coach "
        "spoke of 40 more games."
    ),
    (
        "Leeds killed off United with two goals in four minutes. The away side had three sent off; a "
        "fourth limped out. A crowd of 31,000 saw it."
    ),
    (
        "The fund lost 3 billion, its manager said. Critics put it at 5. Two partners have left, and 40 "
        "staff will go."
    ),
    "Wolves killed 31 sheep in Brandenburg in May, farmers say. The ministry counts nine.",
    (
        "A frost killed three quarters of the plums. Growers put losses at 12 million; the insurer spoke "
        "of four."
    ),
    "The fishing fleet lost 12 boats in the storm, but all 60 men were saved. Two trawlers are missing.",
    "The candidate fell short by 400. Her rival said 200. A recount is due in two days.",
    "The novel, her fourth, kills its narrator on page one. It has sold 90,000; the publisher says 120,000.",
    "The judge sentenced three men to death for the 2009 robbery. Two fell to their knees.",
    "The airline cut 40 flights after a strike by 200 pilots. It lost 12 aircraft to leasing firms.",
    "The army said it would send 600 men. The senator put it at 900.",
    "Twelve ministers signed; three did not. The leader of the dead party of the right, 66, was among them.",
    "Critics slaughtered the play, which closed after six shows; 40 actors lost their jobs.",
    "The seal colony lost 200 pups to the virus. Wardens counted 60 last week.",
    "He gave up smoking at 40 and took out two mortgages. He fell in with three bankers.",
    "Two shells of eggs were found, dead ends both, said one of three biologists.",
    "The carrier sank 300 miles off the coast in 1942; it lies at 4,000 metres.",
    "The army buried 300 tonnes of shells and destroyed 12 depots.",
    "The home side were two down when Kane shot. He shot again and three fell to the turf.",
    "Shots were fired at two cars; nobody was arrested. A third shot hit a wall.",
    "The regime has arrested 40, an official said. Lawyers say 90.",
    "Protesters, 3,000 by police count, marched past the memorial to the dead. Organisers said 9,000.",
    "Prices rose by 12 in May and fell by 3 in June. The dead season, one hotelier called it.",
    "Nine of ten smokers know that it kills. About 40 million still smoke; the ministry says 36.",
    "An estimated 12 million watched as the villain was killed; 3 million saw it again online.",
    "The party's losses stood at 40 seats, the exit poll said. A second gave 52.",
    "He was mortally embarrassed, said one of his 12 aides.",
]


@pytest.mark.parametrize("text", NO_CLAIM)
def test_what_counts_nobody(text: str) -> None:
    assert read(text) == ""
