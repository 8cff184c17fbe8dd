"""Names as they are written by those who bear them and by offices of several countries.

Compiled by hand from common transliterations (English, French, Turkish, Persian, Russian, Ukrainian, Amharic,
Tigrinya); no list of real persons was used. First the script that a name comes from, then its spellings.
"""

SPELLINGS = """
محمد | Mohammed Muhammad Mohamed Muhamad Mohamad Mohammad Mahomed Mehmet Мухаммад Мухаммед Магомед ሙሐመድ
أحمد | Ahmed Ahmad Akhmed Ahmet Ахмед Ахмад አሕመድ
محمود | Mahmoud Mahmud Mahmood Махмуд
حسين | Hussein Hussain Husayn Hossein Houssine Hocine Хусейн ሑሴን
حسن | Hassan Hasan Hassane Хасан ሐሰን
علي | Ali Aly Али ዓሊ
عمر | Omar Umar Oumar Omer Умар Омар ዑመር
عثمان | Othman Osman Uthman Ousmane Usman Осман ዑስማን
يوسف | Youssef Yusuf Yousef Youssouf Yousif Юсуф ዩሱፍ
إبراهيم | Ibrahim Ebrahim Brahim Ibrahima Ибрагим ኢብራሂም
إسماعيل | Ismail Ismael Esmail Исмаил እስማኤል
خديجة | Khadija Khadidja Hadija Khadeeja Хадижа ኸዲጃ
فاطمة | Fatima Fatma Fatemeh Fatimah Фатима ፋጢማ
عائشة | Aisha Aicha Aysha Ayesha Aïcha Айша አይሻ
زينب | Zainab Zaynab Zeinab Zineb Zeynep Зейнаб ዘይነብ
مريم | Maryam Mariam Meryem Maria Мариам ማርያም
سميرة | Samira Sameera Самира ሰሚራ
نور | Nour Noor Nur Нур
جمال | Jamal Djamal Gamal Cemal Джамал ጀማል
جميلة | Jamila Djamila Gamila Jameela Джамиля
خالد | Khaled Khalid Halid Халид ኻሊድ
عبدالله | Abdullah Abdallah Abdoulaye Abdulla Абдулла
عبدالرحمن | Abdulrahman Abderrahmane Abdelrahman Abdurrahman Абдурахман
عبدالعزيز | Abdulaziz Abdelaziz Abdoulaziz Абдулазиз
عبدالقادر | Abdulkadir Abdelkader Abdulqader Абдулкадир
مصطفى | Mustafa Moustapha Mostafa Mustapha Мустафа
سليمان | Suleiman Sulayman Soleiman Souleymane Sulejman Сулейман ሱለይማን
رمضان | Ramadan Ramazan Ramadhan Рамазан
رضا | Reza Rida Ridha Реза
نوال | Nawal Naoual Nawel
جواد | Jawad Javad Djaouad Джавад
مروان | Marwan Marouane Марван
وليد | Walid Waleed Oualid Velid Валид
ياسمين | Yasmin Yasmine Yasmeen Ясмин
أمينة | Amina Aminah Ameena Амина አሚና
ليلى | Layla Leila Laila Leyla Лейла ለይላ
العربي | Larbi Arabi
المصري | Masri Masry
غزال | Ghazal Gazal
شيماء | Shaima Chaima Shaymaa
طارق | Tarek Tariq Tareq Тарик
قاسم | Qasim Kassem Kasim Gassim Касим
ሰላም | Selam Salam
ተስፋዬ | Tesfaye Tesfay Tesfai
ገብረ | Gebre Ghebre Gebere
ኃይለ | Haile Hayle Khaile
ዮሐንስ | Yohannes Yohanes Johannes
ጽጌ | Tsige Tsigie Tsigé
መብራቱ | Mebratu Mebrahtu
ብርሃኔ | Berhane Birhane Brhane
Ольга | Olga Olha Olya
Евгения | Evgeniya Yevheniya Evguenia
Олександр | Oleksandr Aleksandr Alexander
Юлія | Yulia Yuliia Julia Iouliia
Надія | Nadiya Nadia Nadiia
"""

NAMES = [line.split(" | ") for line in SPELLINGS.strip().splitlines()]
"""Pairs: a name in its own script, and other spellings of it, divided by blanks."""
