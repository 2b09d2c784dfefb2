import type { Lexicon } from './lexicon.ts'

/** How English says what a home has, and has not. */
export const englishAttributes: Lexicon = {
  amenities: {
    garage: ['(garage|garages|garaging)', 'lock up garage', 'attached garage'],
    elevator: ['(elevator|elevators|lift|lifts)', '(elevator|lift) access', 'lift in (the|) building'],
    balcony: ['balcony', 'balconies', 'private balcony', 'juliet balcony'],
    terrace: ['(roof|sun|private|rooftop|large|) (terrace|terraces|patio|patios|deck|sundeck)', 'roof deck'],
    garden: [
      '(garden|gardens|yard|yards|backyard|back yard|back garden|front garden|fenced yard|lawn)',
      'private (garden|yard)',
      'outdoor space',
    ],
    pool: [
      '(private|heated|indoor|outdoor|swimming|infinity|plunge|own|in ground|inground|) pool',
      'pools',
      'swimming pools',
      'swiming pool',
    ],
    airConditioning: [
      '(ac|a / c|a / con|aircon|air con|air conditioning|air conditioned|air conditioner|air conditioners|air conditioning unit|central air|cooling system|hvac|climate control)',
    ],
    fireplace: [
      '(fireplace|fireplaces|fire place|open fire|log fire|log burner|wood burning fireplace|wood burner|hearth)',
    ],
    furnished: [
      '(fully|completely|tastefully|nicely|beautifully|) furnished',
      'comes furnished',
      '(with|includes|including) (furniture|the furniture|all furniture)',
      'let furnished',
    ],
    seaView: [
      '(sea|ocean|beach|gulf) (view|views|vista|vistas)',
      '(view|views) (of|over|to) the (sea|ocean|beach)',
      'overlooking the (sea|ocean|beach)',
      'oceanfront',
      'seafront',
      'beachfront',
      'sea facing',
      'ocean facing',
      'overlooks the (sea|ocean|beach)',
    ],
    waterView: [
      '(water|lake|river|harbour|harbor|bay|canal|marina|lakeside|waterfront) (view|views)',
      '(view|views) (of|over) the (water|lake|river|harbour|harbor|bay|canal|marina)',
      'overlooking the (water|lake|river|harbour|harbor|bay|canal|marina)',
      'waterfront',
      'lakefront',
      'riverfront',
      'overlooks the (water|lake|river|harbour|harbor|bay|canal|marina)',
    ],
    basement: ['(basement|basements|cellar|finished basement)'],
    storage: [
      '(storage|storage room|storage space|storage locker|extra storage|storeroom|store room|box room|storage cage|storage closet)',
    ],
    laundryInUnit: [
      '(in unit|in suite|in home|in house|ensuite|en suite|own|private) (laundry|washer|washer and dryer|washer & dryer|washer / dryer|washer dryer|w / d)',
      '(washer and dryer|washer & dryer|washer / dryer|washer dryer|w / d) in (unit|the unit|home|apartment)',
      '(washing machine|washer and dryer|washer & dryer|washer / dryer|washer dryer|laundry room|utility room|w / d in unit|laundry in (unit|the unit|apartment))',
    ],
    dishwasher: ['dishwasher', 'dishwashers', 'dish washer'],
    wheelchairAccessible: [
      'wheelchair (accessible|access|friendly|user|adapted)',
      '(step free|handicap accessible|disabled access|step free access|accessible for wheelchairs)',
      'accessible (bathroom|entrance|unit|apartment|flat|home)',
    ],
    securitySystem: [
      '(security system|alarm|alarm system|burglar alarm|security alarm|cctv|security cameras|gated community|gated|gated access|24 hour security|video intercom|secured entry|controlled access)',
    ],
    concierge: ['(concierge|doorman|porter|front desk|door man|24 hour concierge)'],
    gym: [
      '(gym|gyms|gymnasium|fitness center|fitness centre|fitness room|fitness facilities|fitness facility|workout room|exercise room|health club)',
    ],
    solarPanels: ['(solar|solar panels|solar power|photovoltaic|photovoltaics|pv panels|solar roof)'],
    evCharging: [
      '(ev|electric car|electric vehicle|tesla) (charging|charger|chargers|charge point|charging point|charging station|charging stations|parking)',
      'car charger',
      'wallbox',
      'wall box',
    ],
  },
  absences: {
    furnished: ['unfurnished', '(not|non|un) furnished', 'let unfurnished'],
    airConditioning: ['no (ac|air con)'],
    elevator: ['walk up', 'stairs only'],
  },
  textValues: {
    heating: {
      gas: ['gas (heating|central heating|boiler|heat)', 'heated by gas', 'gas fired (central|) heating'],
      electric: ['electric (heating|heat|radiators)', 'heated by electricity'],
      'heat pump': ['heat pump', 'heat pumps', 'air source heat pump', 'ground source heat pump'],
      district: ['district heating', 'district network'],
      wood: ['wood (stove|heating|burner|boiler)', 'pellet (stove|heating|boiler)'],
      oil: ['oil (heating|boiler|fired heating)'],
      underfloor: ['underfloor heating', 'heated floors', 'radiant floor heating'],
      central: ['central heating'],
    },
    condition: {
      new: [
        '(brand new|newly built|new build|newbuild|new construction|newly constructed|new development|off plan|off the plan)',
        'new (apartment|flat|condo|house|villa|townhouse) development',
      ],
      renovated: [
        '(newly|recently|freshly|fully|completely|just|tastefully) (renovated|refurbished|remodeled|remodelled|modernised|modernized|updated)',
        'renovated',
        'refurbished',
        'remodeled',
        'remodelled',
        'modernised',
      ],
      good: [
        '(in|) (good|great|excellent|very good|mint|perfect) condition',
        'move in ready',
        'well (maintained|kept)',
        'turnkey',
      ],
      'needs work': [
        'needs (work|renovation|renovating|updating|modernisation|repair|repairs|some work|tlc)',
        'fixer upper',
        'fixer uppers',
        'in need of (renovation|modernisation|repair|work|updating)',
        '(renovation|doer) (project|upper)',
        'to renovate',
        'unrenovated',
        'handyman special',
      ],
    },
  },
}
