"""Whose the dead are and who says so, in short news of wars of many decades."""

from datetime import UTC, datetime

import pytest

from tollwire.domain.article import Article
from tollwire.extraction.pipeline import RuleExtractor

# The day, the text, and (count, victim, claimant) for each claim that is looked at.
NEWS: list[tuple[str, str, list[tuple[int, str | None, str | None]]]] = [
    (
        "1954-04-05",
        "HANOI, April 5 - French Union forces beat back an assault on Dien Bien Phu early today. The "
        "High Command here said the fight cost the enemy about 400 dead. Officers said one battalion "
        "of the Foreign Legion had lost 200 men killed and wounded since Saturday. In Saigon the army"
        " reported six soldiers killed by a mine.",
        [(200, "France", "France")],
    ),
    (
        "1957-03-12",
        "ALGIERS, March 12 (Reuters) - A bomb in a cafe in the Casbah killed eleven people and "
        "wounded 40 on Tuesday, police said. In the Aures mountains the army announced that it had "
        "killed 58 rebels for the loss of nine soldiers.",
        [(11, "Algeria", "France"), (40, "Algeria", "France"), (9, "France", "France")],
    ),
    (
        "1955-01-20",
        "NAIROBI, Jan. 20 - Security forces killed 23 Mau Mau terrorists in the Aberdare forest, the "
        "army said on Thursday. Two askaris of the Kenya Police were killed. Since the emergency "
        "began 7,800 terrorists have been killed, according to the Colonial Office in London.",
        [(23, "Mau Mau", "United Kingdom"), (7800, "Mau Mau", "United Kingdom")],
    ),
    (
        "1968-05-02",
        "ABA, Biafra - Yesterday the Biafran Directorate of Health gave its figure: 204 civilians "
        "killed and 311 injured. The Ministry of Information put out its count: 90 dead at Umuahia "
        "market.",
        [(204, "Biafra", "Biafra"), (311, "Biafra", "Biafra"), (90, "Biafra", "Biafra")],
    ),
    (
        "2013-10-24",
        "MAKHACHKALA, Dagestan - Seven militants were killed in two operations on Wednesday, the "
        "National Antiterrorist Committee said. The Emergency Situations Ministry said two policemen "
        "were wounded.",
        [(7, None, "Russia"), (2, "Russia", "Russia")],
    ),
    (
        "2015-04-03",
        "GARISSA, Kenya - At least 79 people were injured at the university, the National Disaster "
        "Operation Centre said. It added that 587 students had been led to safety. The Civil Aviation"
        " Authority reported three crew members hurt.",
        [(79, "Kenya", "Kenya"), (3, "Kenya", "Kenya")],
    ),
    (
        "2000-05-29",
        "NAIROBI - Eritrean radio announced after the battle that 25,000 Ethiopians had been killed "
        "or captured. Ethiopian television said 8,000 Eritreans were dead. Radio Hargeisa reported "
        "six dead in a clan feud.",
        [(25000, "Ethiopia", "Eritrea"), (8000, "Eritrea", "Ethiopia")],
    ),
    (
        "2022-09-18",
        "Bishkek says 46 dead in fighting on Tajik border\n\nBISHKEK - Kyrgyzstan's health ministry said"
        " on Sunday that 46 people had been killed in clashes with Tajikistan. Tajikistan has put its"
        " own dead at 35. Clashes along the border in April of last year left 55 people dead on both "
        "sides.",
        [(46, "Kyrgyzstan", "Kyrgyzstan"), (46, "Kyrgyzstan", "Kyrgyzstan"), (55, None, None)],
    ),
    (
        "2025-07-28",
        "SURIN, Thailand - Leaders of Thailand and Cambodia were due to meet on Monday as the "
        "fighting over the temples between them went into a fifth day with at least 36 people dead. "
        "The last serious exchange of fire in 2011 left 28 dead. Bangkok's claim that the Cambodians "
        "have in truth lost more than a hundred men could not be checked.",
        [(36, None, None), (28, None, None), (100, "Cambodia", "Thailand")],
    ),
    (
        "1991-07-07",
        "LJUBLJANA - A week of clashes killed 37 federal troops and left 163 wounded, the Slovene Red"
        " Cross said. It listed twelve dead among the Slovenian defenders. Ten foreigners also lost "
        "their lives, the bulletin says.",
        [
            (37, "Yugoslavia", "Red Cross"),
            (163, "Yugoslavia", "Red Cross"),
            (12, "Slovenia", "Red Cross"),
            (10, None, "Red Cross"),
        ],
    ),
    (
        "1945-03-10",
        "WASHINGTON, March 10 (AP) - Admiral Nimitz's communique gave Marine losses on Iwo Jima as "
        "5,372, and reported 2,827 of the enemy counted killed.",
        [(2827, "Japan", "United States")],
    ),
    (
        "1962-11-21",
        "NEW DELHI, NOV. 21 (UPI) - PRIME MINISTER NEHRU GAVE NO FIGURES BUT A DEFENSE MINISTRY "
        "STATEMENT YESTERDAY LISTED 224 DEAD, 468 WOUNDED AND 2,236 MISSING. PEIPING RADIO SAID 927 "
        "INDIAN SOLDIERS HAD BEEN TAKEN PRISONER.",
        [(224, "India", "India"), (468, "India", "India"), (2236, "India", "India"), (927, "India", "China")],
    ),
    (
        "1974-08-15",
        "NICOSIA, AUGUST 15, REUTER - A TURKISH GENERAL STAFF COMMUNIQUE PUT LOSSES IN THE TWO DAYS "
        "OF THE NEW OFFENSIVE AT 84 DEAD AND 171 WOUNDED. A DOCTOR AT THE GENERAL HOSPITAL SAID 40 "
        "HAD DIED.",
        [(40, "Cyprus", "medics")],
    ),
    (
        "2025-01-21",
        "Bogotá, Jan 20 - The violence between armed groups in the Catatumbo has left more than 80 "
        "dead, informed the governor of Norte de Santander, William Villamizar. The Front 33 of the "
        "FARC dissidents acknowledged the death of nine of its men. The army has knowledge of 32 "
        "kidnapped.",
        [(9, "FARC dissidents", "FARC dissidents")],
    ),
    (
        "2025-10-16",
        "ISLAMABAD - A doctor at the hospital in Spin Boldak said that he had seen the bodies of "
        "three children, all of them Afghans. Pakistan accuses Kabul of sheltering the TTP, which, it"
        " says, has killed over 500 of its soldiers and policemen this year.",
        [(3, "Afghanistan", "medics"), (500, "Pakistan", "Pakistan")],
    ),
    (
        "1999-02-12",
        "ASMARA, Feb 12 - Eritrea has lost 40 men on the Badme front since Saturday, according to its"
        " army. Ethiopian warplanes killed five civilians at a bus stop in Adi Keih, the ministry of "
        "foreign affairs said.",
        [(40, "Eritrea", "Eritrea"), (5, "Eritrea", "Eritrea")],
    ),
    (
        "1982-05-26",
        "LONDON, May 26 (Reuters) - Nineteen British sailors died when an Argentine missile hit the "
        "destroyer HMS Coventry, the Ministry of Defence said on Wednesday. In Buenos Aires the joint"
        " chiefs of staff said nine pilots had been lost since Friday.",
        [(19, "United Kingdom", "United Kingdom")],
    ),
    (
        "1978-05-06",
        "LUANDA - More than 600 Namibian refugees, half of them women, were killed when South African"
        " paratroopers attacked a camp at Cassinga, SWAPO said. Pretoria put its own losses at five "
        "dead.",
        [(600, "Namibia", "SWAPO"), (5, "South Africa", "South Africa")],
    ),
    (
        "1976-08-10",
        "SALISBURY, Aug 10 - Rhodesian security forces killed more than 300 guerrillas in a raid on a"
        " camp inside Mozambique, a military communique said tonight. Four Rhodesian soldiers have "
        "died in the past week.",
        [(300, "guerrillas", "Zimbabwe"), (4, "Zimbabwe", None)],
    ),
    (
        "1987-07-19",
        "MAPUTO (AP) - Rebels of the Mozambique National Resistance killed 380 people in the southern"
        " town of Homoine on Saturday, the state news agency AIM said. Doctors at the provincial "
        "hospital in Inhambane have treated 76 wounded.",
        [(380, "Mozambique", "AIM")],
    ),
    (
        "1983-11-02",
        "ST. GEORGE'S - Eighteen American servicemen were killed in the invasion of Grenada, the "
        "Pentagon said. Radio Havana reported 24 Cuban construction workers dead. Forty-five "
        "Grenadians died, according to the governor general's office.",
        [(18, "United States", "United States"), (24, "Cuba", "Cuba"), (45, "Grenada", "Grenada")],
    ),
    (
        "1995-02-10",
        "QUITO - Ecuador admitted that 11 of its soldiers had died in the Cenepa valley, but said "
        "that Peru had suffered at least 40 dead. Lima acknowledged 23.",
        [(11, "Ecuador", "Ecuador"), (40, "Peru", "Ecuador")],
    ),
    (
        "1969-07-17",
        "TEGUCIGALPA - Salvadoran planes bombed four towns and killed at least 60 people, the "
        "Honduran armed forces high command said. El Salvador's army claimed it had wiped out a "
        "column of 200 Honduran troops.",
        [(60, "Honduras", "Honduras")],
    ),
    (
        "2008-08-11",
        "TBILISI - Georgia's Health Ministry said 92 people had been killed. A spokesman for the "
        "ministry added that 500 were in hospitals in Tbilisi. Russia's General Staff admitted the "
        "loss of 18 soldiers and four planes.",
        [(92, "Georgia", "Georgia"), (500, "Georgia", "Georgia"), (18, "Russia", "Russia")],
    ),
    (
        "2014-09-05",
        "MARIUPOL, Ukraine - The rebels shelled a checkpoint and killed three guardsmen, the city "
        "council said. In Donetsk the separatist leadership said six of its fighters had died and "
        'that 30 Ukrainian soldiers were "liquidated".',
        [(3, "Ukraine", "Ukraine"), (6, "Donetsk PR", "Donetsk PR"), (30, "Ukraine", "Donetsk PR")],
    ),
    (
        "2006-08-02",
        "BEIRUT - Israel said it had killed 300 Hezbollah fighters. The Shiite movement put the "
        "number at 43. At least 828 Lebanese have died since July 12, the Higher Relief Commission "
        "said.",
        [(300, "Hezbollah", "Israel")],
    ),
    (
        "2016-07-10",
        "SRINAGAR - Eleven protesters were shot dead and 200 people injured in the Kashmir valley on "
        "Saturday after the funeral of a militant commander, police said. A doctor at SMHS hospital "
        "said 90 had eye wounds. Three policemen are missing.",
        [(11, "India", "India"), (200, "India", "India"), (3, "India", None)],
    ),
    (
        "2013-01-19",
        "ALGIERS - At least 23 hostages and all 32 militants died in the four-day siege at the In "
        "Amenas gas plant, the Algerian interior ministry said. One Briton was among the dead, London"
        " confirmed.",
        [(32, None, "Algeria")],
    ),
    (
        "1994-04-21",
        "NAIROBI - Human Rights Watch said that more than 100,000 people had been killed in Rwanda in"
        " two weeks. The Red Cross put it at tens of thousands. RPF rebels said government militias "
        "had slaughtered 1,200 people in a church at Nyarubuye.",
        [(100000, "Rwanda", "HRW"), (1200, "Rwanda", "RPF")],
    ),
    (
        "2001-09-05",
        "SKOPJE - Ethnic Albanian rebels killed two policemen near Tetovo, the Macedonian Interior "
        "Ministry said. The guerrillas' commander, Ali Ahmeti, said his men had lost one fighter.",
        [(2, "North Macedonia", "North Macedonia")],
    ),
    (
        "2000-06-02",
        "FREETOWN - RUF rebels killed four Nigerian peacekeepers at Lunsar, a U.N. spokesman said. "
        "Sierra Leonean troops counted 25 dead rebels along the road, an army major told Reuters.",
        [(25, "RUF", "Sierra Leone")],
    ),
    (
        "2007-04-12",
        "ALGIERS - Suicide bombers killed 33 people and wounded 222 in the Algerian capital on "
        "Wednesday, according to civil protection. Al-Qaeda in the Islamic Maghreb claimed 53 dead in"
        " a message on a website.",
        [(33, "Algeria", "Algeria"), (222, "Algeria", "Algeria"), (53, "Algeria", "AQIM")],
    ),
    (
        "2009-05-14",
        "COLOMBO - Sri Lankan shells struck a hospital inside the war zone, killing 47 patients, a "
        'government health official there said. "We have counted 378 bodies since Sunday," Dr V. '
        "Shanmugarajah told the BBC by telephone. The pro-rebel website TamilNet said 2,000 had been "
        "killed.",
        [(47, "Sri Lanka", "Sri Lanka"), (378, "Sri Lanka", "medics"), (2000, "Sri Lanka", "TamilNet")],
    ),
    (
        "2023-10-15",
        "GAZA - Israeli strikes overnight killed 260 people and wounded 320, Gaza's health ministry "
        "said. In Israel more than 1,300 people were killed in the Oct. 7 attack. The army says it "
        "has the bodies of 1,500 gunmen.",
        [
            (260, "Palestine", "Gaza Health Ministry"),
            (320, "Palestine", "Gaza Health Ministry"),
            (1300, "Israel", None),
        ],
    ),
    (
        "1973-10-12",
        "TEL AVIV - Israel acknowledged 656 dead in the first eight days. Damascus Radio said 30 "
        "Israeli planes were downed and 12 pilots captured. Cairo's military spokesman said the enemy"
        " had left 200 dead at Qantara.",
        [(656, "Israel", "Israel"), (12, "Israel", "Syria"), (200, "Israel", "Egypt")],
    ),
    (
        "1950-12-01",
        "TOKYO - General MacArthur's headquarters said today that Chinese Communist losses were "
        "15,000 in three days. The U.S. 2nd Division lost a third of its men. A South Korean "
        "battalion reported 300 missing.",
        [(15000, "China", "United States"), (300, "South Korea", "South Korea")],
    ),
    (
        "1965-09-10",
        "NEW DELHI - India claimed to have killed 300 Pakistani soldiers in the Sialkot sector. Radio"
        " Pakistan said Indian bombs had killed 20 worshippers in a mosque at Lahore and that its "
        "jets had destroyed a train.",
        [(300, "Pakistan", "India"), (20, "Pakistan", "Pakistan")],
    ),
    (
        "1971-12-09",
        "DACCA - Indian planes bombed an orphanage and killed 300 boys, residents said. A Pakistani "
        "army spokesman said 210 Indian troops died at Hilli. The Mukti Bahini say they have killed "
        "60 Razakars.",
        [(300, "Bangladesh", "witnesses"), (210, "India", "Pakistan"), (60, "Razakars", "Mukti Bahini")],
    ),
    (
        "1980-10-03",
        "BAGHDAD - Iraq said its troops killed 124 Iranians and captured 71 around Ahvaz yesterday. "
        "It admitted 22 dead. Tehran Radio said 97 Iraqi soldiers had surrendered.",
        [(124, "Iran", "Iraq"), (71, "Iran", "Iraq"), (22, "Iraq", "Iraq"), (97, "Iraq", "Iran")],
    ),
    (
        "1991-01-22",
        "RIYADH - Twelve allied airmen are missing, U.S. Central Command said. Baghdad said 31 "
        "soldiers had died in the raids and put civilian dead at 90.",
        [(31, "Iraq", "Iraq"), (90, "Iraq", "Iraq")],
    ),
    (
        "1986-04-16",
        "TRIPOLI - Libyan doctors said 37 people were killed when American bombers hit Tripoli and "
        "Benghazi. Two U.S. airmen are missing, the Pentagon said.",
        [(2, "United States", "United States")],
    ),
    (
        "1979-07-18",
        "MANAGUA - The Sandinistas said 600 National Guardsmen had surrendered in Esteli. The Red "
        "Cross estimates that 15,000 people have been killed in the civil war. Somoza's guard lost 40"
        " men yesterday, one of its officers said.",
        [(600, "Nicaragua", "Sandinistas"), (15000, None, "ICRC"), (40, "Nicaragua", "Nicaragua")],
    ),
    (
        "2024-05-02",
        "JENIN - Four Palestinians were killed in a raid on the camp, the Red Crescent said. The army"
        " said its troops had shot five gunmen. Two soldiers were wounded by a bomb.",
        [(4, "Palestine", "Red Crescent"), (2, "Israel", None)],
    ),
    (
        "2012-07-18",
        "DAMASCUS - Rebels said they killed 20 soldiers in Midan district. State television said "
        'security forces had eliminated "dozens of terrorists". Activists reported 97 people dead '
        "across the country.",
        [(20, "Syria", "Syrian rebels"), (24, "Syrian rebels", "Syria"), (97, "Syria", "activists")],
    ),
    (
        "2015-10-09",
        "KUNDUZ - The Taliban lost 200 men in the battle for the city, the provincial governor said. "
        "Afghan special forces had 12 killed. A US air strike hit a hospital of MSF and killed 22 "
        "people, the charity said.",
        [(200, "Taliban", "Afghanistan"), (12, "Afghanistan", None), (22, "Afghanistan", "MSF")],
    ),
    (
        "2004-09-04",
        "BESLAN, Russia - At least 322 people, 155 of them children, died when the siege of a school "
        "ended in gunfire, the deputy prosecutor said. Ten commandos were killed. Regional officials "
        "said 26 of the hostage takers were dead.",
        [(10, "Russia", None)],
    ),
    (
        "2019-02-27",
        "ISLAMABAD - Pakistan shot down two Indian jets and captured a pilot, its military spokesman "
        "said. Heavy Indian shelling across the Line of Control killed four civilians, officials in "
        "Muzaffarabad said.",
        [(1, "India", "Pakistan"), (4, "Pakistan", "Pakistan")],
    ),
    (
        "2020-06-17",
        "NEW DELHI - Twenty Indian soldiers died in hand-to-hand fighting with Chinese troops in the "
        "Galwan valley, the army said. China has not said how many of its men were hurt. Indian "
        "media, citing officials, spoke of 43 Chinese casualties.",
        [(20, "India", "India"), (43, "China", "India")],
    ),
    (
        "1993-10-05",
        "MOGADISHU, Oct 5 - At least 12 Americans were killed and 78 wounded in a battle with "
        "followers of General Aideed, the U.N. said. Aideed's movement said 500 Somalis were killed. "
        "Hospital officials counted 212 bodies.",
        [(12, "United States", "UN"), (78, "United States", "UN")],
    ),
    (
        "2011-08-24",
        "TRIPOLI - Rebels said 400 of their fighters had been killed in the battle for the capital. "
        "NATO bombs have killed more than 1,100 civilians since March, Gaddafi's spokesman Moussa "
        "Ibrahim said.",
        [(400, "National Transitional Council", "National Transitional Council"), (1100, "Libya", "Libya")],
    ),
    (
        "2017-11-27",
        "CAIRO - Gunmen carrying an Islamic State flag killed 305 worshippers, including 27 children,"
        " in a mosque in north Sinai on Friday, Egypt's chief prosecutor said. The health ministry "
        "put the wounded at 128.",
        [(305, "Egypt", "Egypt"), (128, "Egypt", "Egypt")],
    ),
    (
        "2021-02-25",
        "SANAA - The Houthis said Saudi-led air strikes had killed six civilians in Marib. A "
        "government military source said 48 Houthi fighters and 28 loyalists were killed in the last "
        "day.",
        [(6, "Yemen", "Houthis"), (48, "Houthis", "Yemen"), (28, "Yemen", "Yemen")],
    ),
    (
        "2014-03-02",
        "KUNMING - A group of knife-wielding attackers killed 29 people at a railway station, Xinhua "
        "said. Police shot dead four of the attackers. The city government blamed separatists from "
        "Xinjiang.",
        [(29, "China", "Xinhua"), (4, None, None)],
    ),
    (
        "2005-07-08",
        "LONDON - Police said at least 37 people were killed in four blasts. Forty-five of the "
        "injured are in a serious condition, the ambulance service said.",
        [(37, "United Kingdom", "United Kingdom")],
    ),
    (
        "1984-06-07",
        "AMRITSAR - The army stormed the Golden Temple and killed 250 Sikh extremists, a government "
        "spokesman said. Fifty-nine soldiers lost their lives. The Akali Dal party says that 1,000 "
        "pilgrims were shot.",
        [(59, "India", None)],
    ),
    (
        "2016-03-01",
        "NAIROBI - The Kenyan army said it killed 21 al-Shabab militants near Afmadow in southern "
        "Somalia. The group said it had destroyed a Kenyan convoy and killed 40 soldiers. Locals said"
        " they had seen 12 bodies.",
        [(21, "al-Shabab", "Kenya"), (40, "Kenya", "al-Shabab"), (12, "Somalia", "witnesses")],
    ),
    (
        "2023-08-20",
        "KHARTOUM - The RSF said it killed 260 soldiers in an attack on an armoured corps base in "
        "south Khartoum. The army denied losing a single soldier, and put the enemy's dead at "
        "hundreds. The doctors' union counted 20 civilians killed by shells.",
        [(260, "Sudan", "RSF"), (200, "RSF", "Sudan"), (20, "Sudan", "medics")],
    ),
    (
        "2022-04-15",
        "KYIV - Ukraine's president said up to 3,000 Ukrainian troops had died and 10,000 had been "
        "injured. Western officials believe that 15,000 Russians have been killed. Moscow gave its "
        "figure on March 25: 1,351 dead.",
        [(0, "Ukraine", "Ukraine"), (10000, "Ukraine", "Ukraine"), (15000, "Russia", None)],
    ),
    (
        "1996-01-18",
        "PERVOMAISKOYE, Russia - The Interior Ministry said 153 Chechen fighters were killed and 30 "
        "captured when troops overran the village. Eighty-two hostages were freed and 18 are missing,"
        " it said. A spokesman for Dudayev said only 90 of his men had died.",
        [(153, "Chechnya", "Russia"), (30, "Chechnya", "Russia"), (90, "Chechnya", "Chechnya")],
    ),
    (
        "2002-05-03",
        "BOGOTA - At least 117 civilians who had sought shelter in a church at Bojaya were killed by "
        "a gas cylinder bomb of the FARC, the ombudsman said. The rebels admitted the attack but said"
        " paramilitaries had used the villagers as shields and that 24 of them fell.",
        [(117, "Colombia", "Colombia")],
    ),
    (
        "1999-04-15",
        "BELGRADE - NATO planes hit a refugee convoy near Djakovica and killed 75 people, Serbian "
        "television said. NATO said it had bombed military trucks. In Tirana the KLA said 40 of its "
        "men had fallen in a week of fighting.",
        [(75, "Kosovo", "Serbia"), (40, "KLA", "KLA")],
    ),
    (
        "1992-05-28",
        "SARAJEVO - Three mortar shells killed at least 16 people queueing for bread, Bosnian radio "
        "said. Doctors at Kosevo hospital said they had treated 160 wounded. The Serb leadership "
        "denied that its gunners had fired.",
        [(16, "Bosnia and Herzegovina", "Bosnia and Herzegovina"), (160, "Bosnia and Herzegovina", "medics")],
    ),
    (
        "2003-03-29",
        "NAJAF, Iraq - A suicide bomber killed four American soldiers at a checkpoint, U.S. officers "
        "said. Iraqi Vice President Taha Yassin Ramadan praised the attack. British commanders said "
        "they took 300 prisoners near Basra.",
        [(4, "United States", "United States"), (300, "Iraq", "United Kingdom")],
    ),
    (
        "1961-04-20",
        "HAVANA - Premier Castro said 87 of his soldiers were killed and 250 wounded at Playa Giron. "
        "The militia took 1,100 prisoners.",
        [(87, "Cuba", "Cuba"), (250, "Cuba", "Cuba")],
    ),
    (
        "1956-11-08",
        "VIENNA - Budapest hospitals have 5,000 dead, refugees reaching the border said. The Soviet "
        "news agency Tass said that Hungarian rebels had hanged 200 Communists. Free Radio Rakoczi "
        "put Soviet losses at 1,000 men.",
        [(1000, "Soviet Union", "Free Radio Rakoczi")],
    ),
    (
        "1968-02-14",
        "SAIGON - Allied troops killed 1,053 Communists in Hue for the loss of 113 Marines, the U.S. "
        "command said. South Vietnamese headquarters reported 421 government soldiers killed since "
        "Jan. 30. Civilian dead were put at 2,000 by the mayor.",
        [(113, "United States", "United States"), (421, "South Vietnam", "South Vietnam")],
    ),
    (
        "2009-01-05",
        "GAZA CITY - Israeli tank shells killed three Palestinian brothers in Zeitoun, medics said. "
        "Hamas fired 30 rockets and wounded four Israelis in Sderot. The army reported one soldier "
        "killed and 30 injured since Saturday; Hamas boasted of nine.",
        [(3, "Palestine", "medics"), (4, "Israel", None), (1, "Israel", "Israel"), (30, "Israel", "Israel")],
    ),
    (
        "2018-08-09",
        "SANAA - An air strike by the Saudi-led coalition hit a bus in Dahyan and killed 29 children,"
        " the Red Cross said. The Houthi health ministry gave a toll of 51 dead and 79 wounded. The "
        "coalition spokesman called the strike legitimate.",
        [(29, "Yemen", "ICRC")],
    ),
    (
        "2017-10-16",
        "MOGADISHU - The death toll from the lorry bomb rose to 276, Information Minister Abdirahman "
        "Osman said on Monday. Aamin Ambulance has carried more than 200 bodies. A Turkish plane took"
        " 35 of the wounded to Ankara.",
        [(276, "Somalia", "Somalia")],
    ),
    (
        "2014-06-16",
        "KANO - Boko Haram fighters shot dead 21 villagers in Borno state, a vigilante leader told "
        "AFP. Soldiers who pursued them killed 50 of the insurgents. The defence headquarters said "
        "that it had lost two men.",
        [(21, "Nigeria", "Nigeria"), (50, "Boko Haram", None), (2, "Nigeria", "Nigeria")],
    ),
    (
        "2012-11-22",
        "GOMA - M23 rebels said they had captured 400 government soldiers in Sake. A U.N. official "
        "counted 11 civilians dead. Rwanda denied that five of its officers had been killed.",
        [
            (400, "Democratic Republic of the Congo", "M23"),
            (11, "Democratic Republic of the Congo", "UN"),
            (5, "Rwanda", "Rwanda"),
        ],
    ),
    (
        "2022-12-04",
        "KINSHASA - The army accused M23 of massacring 50 civilians in Kishishe. The rebels rejected "
        "the allegation and spoke of eight villagers hit by stray bullets. The government raised its "
        "count to 272 on Monday.",
        [(50, "Democratic Republic of the Congo", "Democratic Republic of the Congo")],
    ),
    (
        "2021-11-21",
        "OUAGADOUGOU - Forty-nine gendarmes were killed at Inata, the security minister said, "
        "correcting an earlier count of 32. Survivors told their unit's radio operator they had had "
        "no food for two weeks.",
        [(49, "Burkina Faso", "Burkina Faso")],
    ),
    (
        "2019-12-11",
        "NIAMEY - Seventy-one soldiers died when jihadists overran their camp at Inates near the "
        'border with Mali, the defence ministry said. "Thirty of our men are missing," a colonel told'
        " state TV.",
        [(71, "Niger", "Niger"), (30, "Niger", "Niger")],
    ),
    (
        "2020-04-05",
        "N'DJAMENA - Chad's army said it lost 52 soldiers but killed 1,000 Boko Haram fighters in an "
        "offensive on the islands of Lake Chad. Nigeria's military has not commented.",
        [(52, "Chad", "Chad"), (1000, "Boko Haram", "Chad")],
    ),
    (
        "2010-11-24",
        "SEOUL - Two South Korean marines and two civilians were killed when North Korea shelled "
        "Yeonpyeong island, the defence ministry said. Pyongyang has not disclosed losses, but an "
        "analyst said up to ten soldiers may have died on its side.",
        [(2, "South Korea", "South Korea"), (2, "South Korea", "South Korea")],
    ),
    (
        "2024-10-27",
        "TEHRAN - Four soldiers died in Israel's air strikes on Saturday, Iran's army said. Earlier "
        "this month 180 Iranian missiles wounded two people in Tel Aviv, medics there said, and "
        "killed a Palestinian in Jericho.",
        [(4, "Iran", "Iran"), (2, "Israel", "medics")],
    ),
    (
        "2025-06-16",
        "JERUSALEM - Iranian missiles killed eight people in Petah Tikva and Haifa overnight, Magen "
        "David Adom said, bringing the toll in Israel to 24. Iran's health ministry says 224 people "
        "have been killed since Friday, nine in ten of them civilians.",
        [(8, "Israel", "Israel"), (24, "Israel", "Israel"), (224, "Iran", "Iran")],
    ),
    (
        "1967-06-12",
        "CAIRO - President Nasser said 10,000 soldiers had been lost in Sinai. Israel announced that "
        "679 of its men fell and 2,563 were wounded on the three fronts. Amman reported 6,094 killed "
        "or missing.",
        [(679, "Israel", "Israel"), (2563, "Israel", "Israel"), (6094, "Jordan", "Jordan")],
    ),
    (
        "2002-04-16",
        "JENIN - A U.N. envoy who walked through the camp said he had seen 20 bodies. Palestinian "
        "officials spoke of 500 dead. The Israeli army, which lost 23 soldiers there, put the "
        "Palestinian dead at 46.",
        [(20, "Palestine", "UN"), (500, "Palestine", "Palestine"), (23, "Israel", None)],
    ),
    (
        "1985-06-20",
        "BEIRUT - Amal militiamen and Palestinian gunmen fought for a 30th day around Bourj al-"
        "Barajneh. At least 500 people have been killed in the war of the camps, police said. The "
        "Palestinians say that 93 of their fighters and 210 women and children died.",
        [(93, "Palestine", "Palestine"), (210, "Palestine", "Palestine")],
    ),
    (
        "1990-08-08",
        "COLOMBO - Tamil Tigers shot dead 140 Moslems at prayer in Kattankudy, police said. Muslim "
        "residents put the number at 147 and accused the army of doing nothing. In Jaffna the rebels "
        "claim the air force killed 11 patients.",
        [(140, "Sri Lanka", "Sri Lanka"), (147, "Sri Lanka", "witnesses"), (11, "Sri Lanka", "LTTE")],
    ),
    (
        "2003-08-19",
        "MONROVIA - LURD rebels shelled the port and killed 27 people, the Health Ministry said. West"
        " African peacekeepers found 60 bodies in Bensonville. The rebels lost 14 men, their chairman"
        " said.",
        [(27, "Liberia", "Liberia")],
    ),
    (
        "2015-11-14",
        "PARIS - At least 120 people were killed in a concert hall, restaurants and a stadium, the "
        'city prosecutor said. Eight attackers are dead. Islamic State boasted of 200 "crusaders" '
        "killed.",
        [(120, "France", "France"), (200, "France", "ISIS")],
    ),
    (
        "2016-08-21",
        "GAZIANTEP - A bomb at a Kurdish wedding killed 51 people, 22 of them under 14, Turkey's "
        "president said. The pro-Kurdish HDP party lists 54 names of dead.",
        [(51, "Turkey", "Turkey")],
    ),
    (
        "1989-12-24",
        "PANAMA CITY - Hospitals have taken in 200 dead Panamanians, doctors said. The Southern "
        "Command put American losses at 23 and said 297 Panamanian soldiers were killed.",
        [(200, "Panama", "medics")],
    ),
    (
        "2000-10-13",
        "ADEN - Seven American sailors were killed and ten were missing after an explosion tore a "
        "hole in the destroyer USS Cole, the U.S. Navy said. Yemen's president called it an accident.",
        [(7, "United States", "United States"), (10, "United States", "United States")],
    ),
]


@pytest.fixture(scope="module")
def extractor() -> RuleExtractor:
    return RuleExtractor()


@pytest.mark.parametrize(("day", "text", "expected"), NEWS, ids=[f"{n[0]} {n[1][:24]}" for n in NEWS])
def test_whose_and_who_says_so(
    extractor: RuleExtractor, day: str, text: str, expected: list[tuple[int, str | None, str | None]]
) -> None:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    claims = extractor.extract(Article(text=text, published_at=at, ingested_at=at))
    found = [(c.count.low, c.victim, c.claimant.actor if c.claimant else None) for c in claims]
    assert not [row for row in expected if row not in found], found
