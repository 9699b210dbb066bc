//! Forms without a real file at hand. Every sample is invented; its form is that of the publisher.

use crate::{bytes, line, losses};

#[track_caller]
fn check(sample: &str, want: &[&str]) {
    let reading = bytes(sample.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let got: Vec<String> = reading.records.iter().map(line).collect();
    assert_eq!(got, want);
    let places = crate::read(vec![crate::Source::new("x", sample.as_bytes())], crate::known()).unwrap();
    assert_eq!(losses(&places), losses(&reading), "what is read does not depend on the file's name");
}

#[test]
fn the_screening_list_as_its_publisher_offers_it() {
    check(
        r#"{"total": 2, "sources": [], "results": [
            {"id": "a1", "source": "Entity List (EL) - Bureau of Industry and Security", "entity_number": null, "type": null, "name": "Sample Works",
             "alt_names": ["SW"], "addresses": [{"address": "1 Road", "city": "Town", "state": null, "postal_code": "9", "country": "CN"}],
             "license_requirement": "All items", "license_policy": "Denial", "federal_register_notice": "90 FR 1", "start_date": "2025-01-02",
             "source_list_url": "https://list.example/", "country": null, "standard_order": null},
            {"id": "a2", "source": "Specially Designated Nationals (SDN) - Treasury Department", "entity_number": "7", "type": "Individual",
             "name": "DOE, Jane", "alt_names": null, "addresses": [], "programs": ["P1", "P2"], "nationalities": ["RU"], "citizenships": [],
             "dates_of_birth": ["1970-01-02"], "ids": [{"type": "Passport", "number": "A1", "country": "RU", "issue_date": null}, {"type": "Gender", "number": "Female"}]}
        ]}"#,
        &[
            r#"{"id":"a1","list":"US-EL","ent":null,"type":"unknown","name":"Sample Works","aka":["SW"],"dob":[],"country":["CN"],"ids":[],"addresses":[{"text":"1 Road, Town, 9","country":"CN"}],"programs":[],"listed":"2025-01-02","requirement":"All items","policy":"Denial","citation":"90 FR 1","source":"https://list.example/"}"#,
            r#"{"id":"a2","list":"US-SDN","ent":"7","type":"person","name":"DOE, Jane","aka":[],"dob":["1970-01-02"],"country":["RU"],"ids":["A1"],"identifiers":[{"value":"A1","kind":"passport","country":"RU"}],"programs":["P1","P2"]}"#,
        ],
    );
}

#[test]
fn a_page_of_a_search_is_no_whole_list() {
    let page = r#"{"total": 25921, "results": [{"id": "a", "source": "Somebody's list", "name": "X"}]}"#;
    assert_eq!(losses(&bytes(page.as_bytes()).unwrap()), ["unknown-list Somebody's list 1", "wrong-count total 25920"]);
}

#[test]
fn ofac_sdn_xml() {
    check(
        r#"<?xml version="1.0" standalone="yes"?>
        <sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>02/27/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation>
        <sdnEntry><uid>36</uid><lastName>SAMPLE SHIP</lastName><sdnType>Vessel</sdnType><programList><program>CUBA</program></programList>
          <idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 1234567</idNumber></id></idList>
          <akaList><aka><uid>2</uid><type>f.k.a.</type><category>weak</category><lastName>OLD SHIP</lastName></aka></akaList>
          <vesselInfo><callSign>CL1</callSign><vesselFlag>Panama</vesselFlag><vesselOwner>Owner S.A.</vesselOwner></vesselInfo></sdnEntry></sdnList>"#,
        &[
            r#"{"id":"sdn-36","list":"US-SDN","ent":"36","type":"vessel","name":"SAMPLE SHIP","aka":[],"weak_aka":["OLD SHIP"],"dob":[],"country":["PA"],"ids":["1234567","CL1"],"identifiers":[{"value":"1234567","kind":"imo"},{"value":"CL1","kind":"other"}],"programs":["CUBA"],"owners":["Owner S.A."]}"#,
        ],
    );
}

const EU_PERSON: &str = r#"{"id":"eu-13","list":"EU","ent":"EU.27.28","type":"person","name":"Jane Anne Doe","aka":["Яна До"],"weak_aka":["JD"],"dob":["1970-02-03"],"country":["IR","RU"],"ids":["P-1"],"identifiers":[{"value":"P-1","kind":"passport","country":"IR"}],"addresses":[{"text":"1 Street, Town","country":"RU"}],"programs":["IRN"],"listed":"2012-03-24","citation":"267/2012 (OJ L88)","source":"https://oj.example/"}"#;

#[test]
fn eu_xml() {
    check(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-02-27T09:00:00.000+01:00" globalFileId="1">
          <sanctionEntity designationDate="2012-03-24" unitedNationId="" euReferenceNumber="EU.27.28" logicalId="13">
            <remark>left out</remark>
            <regulation regulationType="amendment" publicationDate="2012-03-24" programme="IRN" numberTitle="267/2012 (OJ L88)"><publicationUrl>https://oj.example/</publicationUrl></regulation>
            <subjectType code="person" classificationCode="P"/>
            <nameAlias firstName="" lastName="" wholeName="JD" strong="false"/>
            <nameAlias firstName="Jane" middleName="Anne" lastName="Doe" wholeName="" strong="true"/>
            <nameAlias wholeName="Яна До" nameLanguage="RU" strong="true"/>
            <citizenship countryIso2Code="IR" countryDescription="IRAN"/>
            <birthdate circa="false" birthdate="1970-02-03" year="1970" countryIso2Code="00"/>
            <identification identificationTypeCode="passport" number="P-1" countryIso2Code="IR"/>
            <address street="1 Street" poBox="" city="Town" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION"/>
          </sanctionEntity>
        </export>"#,
        &[EU_PERSON],
    );
}

#[test]
fn eu_csv() {
    let header = "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_SubjectType;Entity_Regulation_Programme;\
        Entity_Regulation_NumberTitle;Entity_Regulation_PublicationUrl;NameAlias_WholeName;NameAlias_Strong;Citizenship_CountryIso2Code;BirthDate_BirthDate;\
        Identification_Number;Identification_TypeCode;Identification_CountryIso2Code;Address_Street;Address_City;Address_CountryIso2Code";
    let start = "27/02/2026;13;EU.27.28;2012-03-24;person;IRN;267/2012 (OJ L88);https://oj.example/";
    let sample = format!(
        "\u{feff}{header}\r\n{start};Jane Anne Doe;true;;;;;;;;\r\n{start};JD;false;;;;;;;;\r\n{start};Яна До;true;IR;;;;;;;\r\n\
        {start};;;;1970-02-03;P-1;passport;IR;;;\r\n{start};;;;;;;;1 Street;Town;RU\r\n"
    );
    check(&sample, &[EU_PERSON]);
}

const UK_PERSON: &str = r#"{"id":"gb-rus0001","list":"GB","ent":"RUS0001","type":"person","name":"Jane Anne DOE","aka":["Яна До"],"weak_aka":["JD"],"dob":["dd/mm/1970"],"country":["RU"],"ids":["P-1"],"identifiers":[{"value":"P-1","kind":"passport"}],"addresses":[{"text":"1 Street, AB1","country":"RU"}],"programs":["Russia"],"listed":"2022-03-16"}"#;

#[test]
fn uk_csv() {
    let sample = "Report Date: 27-Feb-2026\nLast Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Name non-latin script,\
        Regime Name,Designation Type,Address Line 1,Address Postal Code,Address Country,Date Designated,D.O.B,Nationality(/ies),Passport number\n\
        01/02/2026,RUS0001,1,,JD,,,Alias,Low,,Russia,Individual,,,,16/03/2022,,,\n\
        01/02/2026,RUS0001,1,,DOE,Jane,Anne,Primary Name,,Яна До,Russia,Individual,1 Street,AB1,Russia,16/03/2022,dd/mm/1970,Russia,P-1\n";
    check(sample, &[UK_PERSON]);
}

#[test]
fn uk_xml() {
    check(
        r#"<?xml version="1.0" encoding="utf-8"?><Designations><DateGenerated>27/02/2026</DateGenerated>
        <Designation><LastUpdated>01/02/2026</LastUpdated><DateDesignated>16/03/2022</DateDesignated><UniqueID>RUS0001</UniqueID>
          <Names><Name><Name6>JD</Name6><NameType>Alias</NameType><AliasStrength>Low</AliasStrength></Name>
                 <Name><Name1>Jane</Name1><Name2>Anne</Name2><Name6>DOE</Name6><NameType>Primary Name</NameType></Name></Names>
          <NonLatinNames><NonLatinName><NameNonLatinScript>Яна До</NameNonLatinScript></NonLatinName></NonLatinNames>
          <RegimeName>Russia</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
          <Addresses><Address><AddressLine1>1 Street</AddressLine1><AddressPostalCode>AB1</AddressPostalCode><AddressCountry>Russia</AddressCountry></Address></Addresses>
          <IndividualDetails><Individual><DOBs><DOB>dd/mm/1970</DOB></DOBs><Nationalities><Nationality>Russia</Nationality></Nationalities>
            <PassportDetails><Passport><PassportNumber>P-1</PassportNumber></Passport></PassportDetails></Individual></IndividualDetails>
        </Designation></Designations>"#,
        &[UK_PERSON],
    );
}

#[test]
fn uk_consolidated_csv() {
    let sample = "Last Updated,27/02/2026\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,DOB,Nationality,Passport Number,Address 1,Address 2,\
        Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID\n\
        DOE,Jane,Anne,,,,,,(1) 01/02/1970 (2) 1971,(1) Russia (2) Belarus,,,,,,note,Individual,Primary name,,Russia,16/03/2022,15/03/2022,01/02/2026,7001\n\
        JD,,,,,,,,,,,,,,,,Individual,AKA,Low quality,Russia,16/03/2022,15/03/2022,01/02/2026,7001\n";
    check(
        sample,
        &[
            r#"{"id":"gb-7001","list":"GB","ent":"7001","type":"person","name":"Jane Anne DOE","aka":[],"weak_aka":["JD"],"dob":["01/02/1970","1971"],"country":["RU","BY"],"ids":[],"programs":["Russia"],"listed":"2022-03-16"}"#,
        ],
    );
}

#[test]
fn the_australian_publishers_columns() {
    let sample = "Reference,Name of Individual or Entity,Type,Name Type,Date of Birth,Place of Birth,Citizenship,Address,Additional Information,Listing Information,Committees,Control Date\n\
        12,Jane Doe,Individual,Primary Name,1970,Town,Russia,1 Street,note,Instrument 1,Autonomous (Russia),1/02/2023\n\
        12a,Janet Doe,Individual,aka,,,,,,,,\n13,Doe Works,Entity,Primary Name,,,,,,,1373 (2001),2/02/2023\n";
    check(
        sample,
        &[
            r#"{"id":"au-12","list":"AU-DFAT","ent":"12","type":"person","name":"Jane Doe","aka":["Janet Doe"],"dob":["1970"],"country":["RU"],"ids":[],"addresses":[{"text":"1 Street"}],"programs":["Autonomous (Russia)"],"listed":"2023-02-01","citation":"Instrument 1"}"#,
            r#"{"id":"au-13","list":"AU-DFAT","ent":"13","type":"entity","name":"Doe Works","aka":[],"dob":[],"country":[],"ids":[],"programs":["1373 (2001)"],"listed":"2023-02-02"}"#,
        ],
    );
}

#[test]
fn followthemoney_gives_a_record_for_each_list() {
    let sample = r#"{"id":"NK-1","caption":"Jane Doe","schema":"Person","target":true,"datasets":["us_ofac_sdn","eu_fsf"],"last_seen":"2026-02-27T00:00:00","properties":{"name":["Doe Jane","Jane Doe"],"weakAlias":["JD"],"birthDate":["1970"],"nationality":["ru"],"passportNumber":["P-1"],"sourceUrl":["https://a.example/"]}}
{"id":"NK-2","schema":"Company","datasets":["xx_other"],"properties":{"name":["Doe Works"],"leiCode":["5493"]}}
{"id":"NK-3","schema":"Address","properties":{"full":["1 Street"]}}
{"id":"NK-4","schema":"Person","target":false,"properties":{"name":["A Cousin"]}}"#;
    check(
        sample,
        &[
            r#"{"id":"NK-1@US-SDN","list":"US-SDN","ent":null,"type":"person","name":"Jane Doe","aka":["Doe Jane"],"weak_aka":["JD"],"dob":["1970"],"country":["RU"],"ids":["P-1"],"identifiers":[{"value":"P-1","kind":"passport"}],"programs":[],"source":"https://a.example/"}"#,
            r#"{"id":"NK-1@EU","list":"EU","ent":null,"type":"person","name":"Jane Doe","aka":["Doe Jane"],"weak_aka":["JD"],"dob":["1970"],"country":["RU"],"ids":["P-1"],"identifiers":[{"value":"P-1","kind":"passport"}],"programs":[],"source":"https://a.example/"}"#,
            r#"{"id":"NK-2","list":"xx_other","ent":null,"type":"entity","name":"Doe Works","aka":[],"dob":[],"country":[],"ids":["5493"],"identifiers":[{"value":"5493","kind":"lei"}],"programs":[]}"#,
        ],
    );
    let reading = bytes(sample.as_bytes()).unwrap();
    assert_eq!(losses(&reading), ["unknown-list xx_other 1", "not-a-party Address 1", "not-a-party not a target 1"]);
    assert_eq!(reading.published.unwrap().to_string(), "2026-02-27");
}

#[test]
fn the_normalised_form_counts_what_it_does_not_know() {
    let sample = r#"{"id": "x", "list": "UN-SC", "type": "person", "name": "A", "aka": null, "shoe": 1}
{"id": "x", "list": "XX", "type": "person", "name": "B", "shoe": 2}"#;
    let reading = bytes(sample.as_bytes()).unwrap();
    assert_eq!(losses(&reading), ["duplicate-id 1", "unknown-field shoe 2", "unknown-list XX 1"]);
    assert_eq!(reading.records[1].id, "x#2");
}
