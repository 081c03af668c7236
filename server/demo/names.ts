import { chance, oneOf, weighted } from './chance.ts'

/** First names and family names that are at home together, common ones all; whoever they make is invented. */
const cultures = {
  dutch: [
    'Anneke Bart Bram Carlijn Cees Daphne Dirk Eline Esmee Evert Femke Floor Gijs Hanna Hugo Ilse Inge Jan Janneke Jasper Jeroen Joost Karin Kees Koen Lars Lianne Lieke Lotte Maaike Maarten Marit Marjolein Mees Merel Milou Niels Nienke Noor Pim Renske Rens Roos Ruben Sander Sanne Saskia Sjoerd Stijn Suzan Teun Thijs Tessa Tim Wessel Willemijn Wouter Yvonne',
    'Aalbers|Bakker|van den Berg|van Beek|Boersma|de Boer|Bos|Bosman|Brouwer|van Dam|Dekker|Dijkstra|van Dijk|Driessen|van der Horst|Evers|Faber|Geerts|de Graaf|Groen|de Haan|Hendriks|van der Heijden|Hoekstra|Huisman|Jacobs|Jansen|de Jong|Kok|Koning|Kramer|Kuipers|van Leeuwen|Lammers|van Loon|Maas|Meijer|van der Meer|Mulder|Nijland|Oosting|Peters|Postma|Prins|Rietveld|Sanders|Schaap|Scholten|Schouten|Smeets|van der Steen|Terpstra|Timmer|Veenstra|Verbeek|Verhoeven|Vermeer|de Vries|van Vliet|Vos|Willems|Wolters|Zandstra',
  ],
  polish: [
    'Agnieszka Aleksander Anna Bartosz Beata Damian Dorota Ewa Grzegorz Joanna Kamil Katarzyna Krzysztof Magda Marek Marta Mateusz Monika Paulina Piotr Renata Tomasz Wojciech Zofia',
    'Adamczyk|Baran|Bąk|Duda|Dudek|Kaczmarek|Krawczyk|Kubiak|Lis|Mazur|Michalak|Nowak|Pawlak|Pietrzak|Sikora|Stępień|Szulc|Walczak|Wieczorek|Wójcik|Wrona|Zając',
  ],
  turkish: [
    'Aylin Ayşe Baran Cem Deniz Elif Emre Esra Fatih Gül Hakan Kerem Leyla Meryem Murat Nilay Onur Orhan Selin Serkan Sibel Tarik Yasemin Yusuf',
    'Acar|Aksoy|Arslan|Aydın|Bulut|Çelik|Demir|Doğan|Erdoğan|Güneş|Kaplan|Kaya|Kılıç|Koç|Korkmaz|Öztürk|Polat|Şahin|Tekin|Yıldız|Yılmaz',
  ],
  moroccan: [
    'Adil Amina Anouar Ayoub Badr Dounia Fatima Hafsa Hamza Hicham Ilham Imane Karim Khadija Laila Mounir Nabil Nadia Rachid Salma Samira Soufiane Yasmina Zakaria',
    'Aarab|Achahbar|el Amrani|Azzouzi|Bakkali|Belkacem|Benali|Boukhari|Chaouki|Daoudi|Haddou|el Idrissi|Jebbari|Kaddouri|Lahlali|Mansouri|Moussaoui|Ouali|Rahmani|Saidi|Tahiri|Ziani',
  ],
  surinamese: [
    'Anand Ashwin Dinesh Farida Gaitri Glenn Henna Iwan Jair Kiran Lucia Marlon Natasha Priya Radjesh Reshma Ricardo Romeo Shanti Sharda Vinod Xaviera',
    'Autar|Baldew|Bhagwandin|Brandon|Cairo|Doekhi|Gangaram|Jhinkoe|Kartodikromo|Lachman|Lont|Mahabier|Pinas|Ramdin|Ramlal|Sewnath|Sitaram|Soekhai|Tjin|Uiterloo|Vreede',
  ],
  german: [
    'Anja Bernd Birgit Carsten Claudia Dieter Frank Gabi Heike Holger Jens Jonas Jürgen Katrin Kerstin Lena Lukas Markus Nadine Nico Petra Ralf Sabine Silke Stefan Susanne Svenja Thorsten Uwe Volker',
    'Albrecht|Becker|Behrens|Böhm|Brandt|Dietrich|Ebert|Fischer|Förster|Graf|Hartmann|Heinrich|Hoffmann|Jung|Kaiser|Keller|Köhler|Krause|Lange|Lehmann|Lorenz|Neumann|Pohl|Richter|Roth|Schäfer|Schulz|Seidel|Thiel|Vogel|Weber|Winkler|Ziegler',
  ],
  french: [
    'Adrien Amélie Antoine Aurélie Benoît Camille Céline Clément Delphine Émilie Fabien Florence Guillaume Hélène Inès Jérôme Julien Laure Léa Loïc Manon Marc Mathilde Nicolas Océane Pascal Pauline Quentin Romain Sandrine Sylvie Thomas Valérie Yann',
    'Arnaud|Barbier|Bertin|Blanchard|Bonnet|Boyer|Carpentier|Chevalier|Colin|Delattre|Denis|Dufour|Dumont|Fontaine|Garnier|Gauthier|Girard|Lambert|Leclercq|Lefebvre|Lemaire|Marchand|Mercier|Morel|Noël|Perrin|Petit|Renard|Roussel|Vasseur',
  ],
  english: [
    'Aidan Alice Brendan Claire Declan Emma Fiona Gareth Hazel Isla Jack Kieran Laura Liam Megan Niall Olivia Owen Rhys Sinead',
    'Ashworth|Barnes|Byrne|Clarke|Doyle|Ellis|Farrell|Gallagher|Harding|Hughes|Kelly|Lennon|Marsh|Nolan|Pearce|Quinn|Reid|Shaw|Turner|Walsh',
  ],
  southern: [
    'Alba Ana Andrea Bruno Carmen Chiara Diego Elena Giulia Inês Javier João Luca Lucía Marco Mateo Miguel Paolo Pilar Rita Rui Sofia Tiago Vera',
    'Alves|Bianchi|Caruso|Castro|Coelho|Conti|Costa|Delgado|Esposito|Ferreira|Fuentes|Gallo|Lopes|Mendes|Moreno|Navarro|Ortega|Pires|Ramos|Ricci|Santoro|Silva|Teixeira|Vidal',
  ],
  ukrainian: [
    'Andrii Bohdan Daryna Halyna Iryna Kateryna Larysa Maksym Mykola Nataliia Oksana Oleh Olena Pavlo Roman Serhii Svitlana Taras Tetiana Viktor Yuliia',
    'Bondarenko|Boiko|Havryliuk|Hnatiuk|Ivanenko|Koval|Kovalchuk|Kravets|Lysenko|Marchenko|Melnyk|Moroz|Oliinyk|Polishchuk|Rudenko|Savchenko|Shevchuk|Tkachuk|Vasylenko|Zinchenko',
  ],
  african: [
    'Abena Adaeze Akua Amara Chidi Efua Emeka Esi Femi Ifeoma Kelechi Kofi Kwame Mariam Ngozi Obinna Osei Tunde Yaw Zainab',
    'Abubakar|Adeyemi|Agyeman|Amoah|Asante|Balogun|Boateng|Danso|Eze|Hassan|Ibrahim|Mensah|Nwosu|Obi|Okafor|Okeke|Opoku|Osei|Owusu|Sesay',
  ],
  asian: [
    'Anh Bambang Dewi Hoa Huy Indah Jaya Kim Lan Linh Mei Minh Nguyet Putri Rama Rani Sari Tuan Wayan Wei Yan',
    'Chen|Dang|Gunawan|Hartono|Ho|Huang|Kusuma|Lie|Lim|Nguyen|Pham|Santoso|Setiawan|Tan|Tran|Vo|Wibowo|Wijaya|Wong|Zhang',
  ],
} as const

export type Culture = keyof typeof cultures

/** Who works where: by the language of the place. */
const mixes: Record<'nl' | 'de' | 'fr', ReadonlyArray<readonly [Culture, number]>> = {
  nl: [
    ['dutch', 58],
    ['moroccan', 7],
    ['polish', 8],
    ['turkish', 6],
    ['surinamese', 5],
    ['african', 3],
    ['asian', 3],
    ['english', 2],
    ['german', 2],
    ['southern', 3],
    ['ukrainian', 3],
  ],
  de: [
    ['german', 62],
    ['turkish', 13],
    ['polish', 11],
    ['dutch', 5],
    ['southern', 5],
    ['ukrainian', 4],
  ],
  fr: [
    ['french', 70],
    ['moroccan', 13],
    ['southern', 8],
    ['dutch', 4],
    ['african', 5],
  ],
}

export type Named = { name: string; culture: Culture }

/** A name nobody in `taken` has, which it then joins. */
export function nameFor(key: string, place: 'nl' | 'de' | 'fr', taken: Set<string>): Named {
  const culture = weighted(mixes[place], 'culture', key)
  const [firsts, lasts] = cultures[culture]
  for (let attempt = 0; ; attempt += 1) {
    const name = `${oneOf(firsts.split(' '), 'first', key, attempt)} ${oneOf(lasts.split('|'), 'last', key, attempt)}`
    if (taken.has(name)) continue
    taken.add(name)
    return { name, culture }
  }
}

/** The language somebody reads best, of those that Muster knows. */
export function languageOf(key: string, place: 'nl' | 'de' | 'fr', culture: Culture): 'en' | 'nl' | 'de' | 'fr' {
  if (culture === 'english') return 'en'
  if (culture === 'german' && chance('own language', key) < 0.6) return 'de'
  const isNew = culture === 'polish' || culture === 'ukrainian' || culture === 'southern' || culture === 'african'
  return chance('language', key) < (isNew ? 0.65 : 0.08) ? 'en' : place
}

/** `Zoë van der Meer` is `zoe.van.der.meer@example.com`. */
export function addressOf(name: string, taken: Set<string>): string {
  const plain = name
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
  const stem = plain.toLowerCase().replaceAll(' ', '.')
  for (let nth = 1; ; nth += 1) {
    const email = `${stem}${nth === 1 ? '' : nth}@example.com`
    if (taken.has(email)) continue
    taken.add(email)
    return email
  }
}
